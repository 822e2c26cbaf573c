package dev.throughline.recorder.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.tracing.contract.Keys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jaeger's JSON API: {@code GET /api/traces/{traceId}}. Its times are whole microseconds, so two
 * spans that differ by less are alike here.
 */
final class JaegerTraces implements StoredTraces {
  private static final int NOT_FOUND = 404;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpBackend http;

  JaegerTraces(HttpBackend http) {
    this.http = http;
  }

  @Override
  public List<StoredSpan> read(String traceId) {
    // Else Jaeger hides repeats and gives one of two spans with one id another.
    HttpBackend.Reply reply = http.get("/api/traces/" + traceId + "?raw=true", "application/json");
    JsonNode document = document(reply);
    List<StoredSpan> spans = new ArrayList<>();
    for (JsonNode trace : document.path("data")) {
      for (JsonNode span : trace.path("spans")) {
        spans.add(span(span, traceId, trace.path("processes")));
      }
    }
    return spans;
  }

  private JsonNode document(HttpBackend.Reply reply) {
    JsonNode document;
    try {
      document = json.readTree(reply.body().newInput());
    } catch (IOException e) {
      throw http.unexpected(reply, e);
    }
    for (JsonNode error : document.path("errors")) {
      if (error.path("code").asInt(NOT_FOUND) != NOT_FOUND) {
        throw http.unavailable("says: " + error.path("msg").asText(), null);
      }
    }
    // A trace that is not there is an error document as well; any server can answer 404.
    boolean isJaeger = document.path("data").isArray() || !document.path("errors").isEmpty();
    if (!isJaeger) {
      throw http.unexpected(reply, null);
    }
    return document;
  }

  private static StoredSpan span(JsonNode span, String traceId, JsonNode processes) {
    ObjectNode content = span.deepCopy();
    content.set("process", processes.path(span.path("processID").asText()));
    content.remove(List.of("processID", "warnings"));
    JsonNode activityId = tag(span, Keys.ACTIVITY_ID.getKey());
    JsonNode attempt = tag(span, Keys.ATTEMPT.getKey());
    JsonNode kind = tag(span, "span.kind");
    return new StoredSpan(
        StoredSpan.id(span.path("spanID").asText()),
        parent(span, traceId),
        span.path("operationName").asText(),
        kind != null && kind.asText().equals("server"),
        activityId == null ? null : activityId.asText(),
        attempt == null ? 0 : attempt.asLong(),
        content);
  }

  private static String parent(JsonNode span, String traceId) {
    for (JsonNode reference : span.path("references")) {
      boolean inTrace =
          StoredSpan.padded(reference.path("traceID").asText(), traceId.length()).equals(traceId);
      if (inTrace && reference.path("refType").asText().equals("CHILD_OF")) {
        return StoredSpan.id(reference.path("spanID").asText());
      }
    }
    return "";
  }

  private static @Nullable JsonNode tag(JsonNode span, String key) {
    for (JsonNode tag : span.path("tags")) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value");
      }
    }
    return null;
  }
}
