package dev.throughline.recorder.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.util.List;

/**
 * Tempo's HTTP API, "Query": {@code GET /api/v2/traces/{traceId}} and, where that is not known,
 * {@code /api/traces/{traceId}}, both as protobuf.
 */
final class TempoTraces implements StoredTraces {
  private static final String PROTOBUF = "application/protobuf";

  private final HttpBackend http;
  private boolean isTempo;

  TempoTraces(HttpBackend http) {
    this.http = http;
  }

  @Override
  public List<StoredSpan> read(String traceId) {
    HttpBackend.Reply reply = http.get("/api/v2/traces/" + traceId, PROTOBUF);
    boolean wrapped = reply.found();
    if (!wrapped) {
      reply = http.get("/api/traces/" + traceId, PROTOBUF);
    }
    List<StoredSpan> spans = reply.found() ? spans(reply, wrapped) : List.of();
    if (spans.isEmpty()) {
      // Any server can answer with nothing; Tempo's nothing means that there is no such trace.
      recognize();
    }
    return spans;
  }

  private List<StoredSpan> spans(HttpBackend.Reply reply, boolean wrapped) {
    try {
      return OtlpSpans.of(wrapped ? unwrap(reply.body()) : TracesData.parseFrom(reply.body()));
    } catch (IOException e) {
      throw http.unexpected(reply, e);
    }
  }

  private void recognize() {
    if (!isTempo) {
      HttpBackend.Reply echo = http.get("/api/echo", "*/*");
      if (!echo.found() || !echo.text().strip().equals("echo")) {
        throw http.unexpected(echo, null);
      }
      isTempo = true;
    }
  }

  /**
   * Takes the trace out of a {@code TraceByIDResponse}: field 1 is the trace, with the layout of
   * {@code TracesData}, 3 is 1 if that is only a part of it, 4 says why.
   */
  private static TracesData unwrap(ByteString response) throws IOException {
    TracesData.Builder trace = TracesData.newBuilder();
    boolean partial = false;
    String message = "";
    CodedInputStream in = response.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> trace.mergeFrom(in.readBytes());
        case 3 -> partial = in.readEnum() != 0;
        case 4 -> message = in.readStringRequireUtf8();
        default -> {
          if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("the end of a group that has no beginning");
          }
        }
      }
    }
    if (partial) {
      throw new UnreadableTraceException("Tempo shows only a part of the trace: " + message);
    }
    return trace.build();
  }
}
