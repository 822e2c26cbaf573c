package dev.throughline.api.events;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.throughline.api.TestedApi;
import io.dropwizard.testing.DropwizardTestSupport;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The real service, with a Temporal behind it that does what a test says. */
abstract class WatchedApi {
  static final Duration SOON = Duration.ofSeconds(10);
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static FakeTemporal temporal;
  static DropwizardTestSupport<?> service;

  final String workflowId = "w-" + UUID.randomUUID();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    temporal = new FakeTemporal();
    service =
        TestedApi.with(
            temporal.address(),
            config("tracing.journal.enabled", "false"),
            config("events.maxWatchersPerRun", "250"));
    service.before();
  }

  @AfterAll
  static void stop() {
    service.after();
    temporal.close();
  }

  @AfterEach
  void leave() throws Exception {
    temporal.away(false);
    temporal.paused(false);
    temporal.pagesOf(Integer.MAX_VALUE);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  static int typed(List<HistoryEvent> history, EventType type) {
    return IntStream.range(0, history.size())
        .filter(i -> history.get(i).getEventType() == type)
        .findFirst()
        .orElseThrow();
  }

  /** Events that go on where the fake's history ends; only their order matters. */
  static List<HistoryEvent> signals(String workflowId, int count, int size) {
    long first = temporal.length(workflowId) + 1L;
    byte[] text = new byte[size];
    Arrays.fill(text, (byte) 'x');
    HistoryEvent.Builder event =
        HistoryEvent.newBuilder().setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    event
        .getWorkflowExecutionSignaledEventAttributesBuilder()
        .setSignalName("more")
        .getInputBuilder()
        .addPayloads(json('"' + new String(text, US_ASCII) + '"'));
    return IntStream.range(0, count).mapToObj(i -> event.setEventId(first + i).build()).toList();
  }

  static Payload json(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  Listener listen(String more, String... headers) {
    Listener listener = new Listener(HTTP, uri(path(more)), headers);
    open.add(listener);
    return listener;
  }

  HttpResponse<String> get(String more, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path(more))).timeout(SOON);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  String path(String more) {
    return "/workflows/" + workflowId + "/events?runId=" + workflowId + "-run" + more;
  }

  static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.getLocalPort() + path);
  }
}
