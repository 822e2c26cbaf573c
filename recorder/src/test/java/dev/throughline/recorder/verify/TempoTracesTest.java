package dev.throughline.recorder.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TempoTracesTest {
  private static final String TRACE = "000102030405060708090a0b0c0d0e0f";
  private static final String V1 = "/api/traces/" + TRACE;
  private static final String V2 = "/api/v2/traces/" + TRACE;
  private static final String PROTOBUF = "application/protobuf";

  private StandInBackend server;

  @BeforeEach
  void start() throws Exception {
    server = new StandInBackend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void traceOfTheNewApi_isUnwrapped() throws IOException {
    server.answer(V2, 200, PROTOBUF, response(0, ""));

    assertIsTheTrace(tempo().read(TRACE));
    assertThat(server.requests()).containsExactly(V2 + " " + PROTOBUF);
  }

  @Test
  void traceOfTheOlderApi_isRead_whereTheNewOneIsNotKnown() {
    server.answer(V1, 200, PROTOBUF, trace().toByteArray());

    assertIsTheTrace(tempo().read(TRACE));
    assertThat(server.requests()).containsExactly(V2 + " " + PROTOBUF, V1 + " " + PROTOBUF);
  }

  @Test
  void oneIdWithTwoContents_comesAsTwoSpans() {
    TracesData.Builder twice = trace().toBuilder();
    twice.addResourceSpans(twice.getResourceSpans(0));
    twice
        .addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .addSpans(twice.getResourceSpans(0).getScopeSpans(0).getSpans(0).toBuilder().setName("x"));
    server.answer(V1, 200, PROTOBUF, twice.build().toByteArray());

    StoredTrace read = new StoredTrace(tempo().read(TRACE));

    assertThat(read.conflicts()).extracting(StoredSpan::name).containsExactly("x");
  }

  @Test
  void nothing_isNoTrace_whereTempoAnswersItsEcho() {
    server.answer("/api/echo", 200, "text/plain", "echo");
    StoredTraces tempo = tempo();

    assertThat(tempo.read(TRACE)).isEmpty();
    server.answer(V2, 200, PROTOBUF, new byte[0]);
    assertThat(tempo.read(TRACE)).isEmpty();
    assertThat(server.requests()).filteredOn("/api/echo */*"::equals).hasSize(1);
  }

  @Test
  void nothing_isAnError_whereSomethingElseAnswers() {
    assertThatThrownBy(() -> tempo().read(TRACE))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("answers 404, which is not Tempo's API: 404 page not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<!doctype html>", "{\"trace\":{}}", "404"})
  void answerThatIsNotProtobuf_isAnError_notAnEmptyTrace(String body) {
    server.answer(V2, 200, "text/html", body);

    assertThatThrownBy(() -> tempo().read(TRACE))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("answers 200, which is not Tempo's API: " + body);
  }

  @Test
  void partOfATrace_isUnreadable() throws IOException {
    server.answer(V2, 200, PROTOBUF, response(1, "trace exceeds max size"));

    assertThatThrownBy(() -> tempo().read(TRACE))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("only a part of the trace: trace exceeds max size");
  }

  private StoredTraces tempo() {
    return StoredTraces.tempo(server.url(""));
  }

  private static void assertIsTheTrace(List<StoredSpan> spans) {
    assertThat(spans)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("content")
        .containsExactly(
            new StoredSpan("00000000000000a1", "", "POST /orders", true, null, 0, ""),
            new StoredSpan(
                "00000000000000b2", "00000000000000a1", "RunActivity:Pay", false, "pay-1", 2, ""));
  }

  private static TracesData trace() {
    Span server =
        Span.newBuilder()
            .setTraceId(ByteString.fromHex(TRACE))
            .setSpanId(ByteString.fromHex("00000000000000a1"))
            .setName("POST /orders")
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .build();
    Span attempt =
        Span.newBuilder()
            .setTraceId(ByteString.fromHex(TRACE))
            .setSpanId(ByteString.fromHex("00000000000000b2"))
            .setParentSpanId(ByteString.fromHex("00000000000000a1"))
            .setName("RunActivity:Pay")
            .setKind(Span.SpanKind.SPAN_KIND_CONSUMER)
            .addAttributes(
                attribute("temporalActivityID", AnyValue.newBuilder().setStringValue("pay-1")))
            .addAttributes(attribute("temporal.attempt", AnyValue.newBuilder().setIntValue(2)))
            .build();
    ScopeSpans spans = ScopeSpans.newBuilder().addSpans(server).addSpans(attempt).build();
    return TracesData.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build();
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** A {@code TraceByIDResponse}, with metrics, which are of no interest. */
  private static byte[] response(int status, String message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(1, trace());
    out.writeByteArray(2, new byte[] {8, 3});
    out.writeEnum(3, status);
    out.writeString(4, message);
    out.flush();
    return bytes.toByteArray();
  }
}
