package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Payloads.SPAN;
import static dev.throughline.tracing.contract.Payloads.TRACE;
import static dev.throughline.tracing.contract.Payloads.TRACEPARENT;
import static dev.throughline.tracing.contract.Payloads.VALID;
import static dev.throughline.tracing.contract.Payloads.plain;
import static dev.throughline.tracing.contract.Payloads.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.temporal.api.common.v1.Payload;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(QuietBaggageParser.class)
class TraceHeaderTest {

  @Test
  void unknownKeys_areIgnored_whateverTheyHold() {
    String data =
        VALID.replace(
            "}",
            ",\"origin\":{\"deep\":[1,2,{}]},\"uber-trace-id\":\"1:2:3:1\",\"n\":1e999,\"\":null}");

    TraceHeader header = read(plain(data));

    assertThat(header.span().getTraceId()).isEqualTo(TRACE);
    assertThat(header.baggage()).isEqualTo(Baggage.empty());
    assertThat(header.relation()).isEqualTo(Relation.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"00, 00", "01, 01", "02, 02", "03, 03", "ff, 03", "fc, 00", "85, 01"})
  void flags_areKept_asFarAsTheyAreKnown(String received, String kept) {
    TraceHeader header =
        read(plain("{\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-" + received + "\"}"));

    assertThat(header.span().getTraceFlags().asHex()).isEqualTo(kept);
    assertThat(header.toCarrier()).containsEntry("traceparent", traceparent(kept));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01-%s-%s-01", "cc-%s-%s-01", "fe-%s-%s-01-what-the-future-will-be"})
  void traceparent_ofAFutureVersion_isRead_andWrittenAsVersion00(String format) {
    TraceHeader header = read(plain("{\"traceparent\":\"" + format.formatted(TRACE, SPAN) + "\"}"));

    assertThat(header.toCarrier()).containsExactly(Map.entry("traceparent", TRACEPARENT));
  }

  @Test
  void span_isARemoteContext() {
    assertThat(read(plain(VALID)).span())
        .isEqualTo(
            SpanContext.createFromRemoteParent(
                TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault()));
  }

  @Test
  void tracestate_isKept_inItsOrder() {
    TraceHeader header =
        read(plain(VALID.replace("}", ",\"tracestate\":\"rojo=00f067aa,congo=t61rcWkgMzE\"}")));

    assertThat(header.toCarrier()).containsEntry("tracestate", "rojo=00f067aa,congo=t61rcWkgMzE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "novalue", "A=upper", "a=b,,=c", "a=\u00fc"})
  void tracestate_thatIsInvalid_isDropped_andTheSpanKept(String tracestate) {
    TraceHeader header = read(plain(VALID.replace("}", ",\"tracestate\":\"" + tracestate + "\"}")));

    assertThat(header.span().getTraceState().isEmpty()).isTrue();
    assertThat(header.span().getSpanId()).isEqualTo(SPAN);
  }

  @Test
  void baggage_isReadUncut() {
    TraceHeader header =
        read(plain(VALID.replace("}", ",\"baggage\":\"tenant=a%20b;ttl=1, other = c\"}")));

    assertThat(header.baggage())
        .isEqualTo(
            Baggage.builder()
                .put("tenant", "a b", BaggageEntryMetadata.create("ttl=1"))
                .put("other", "c")
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", ";;;", "no value", "a=%zz", "a=%", "\u00fc=1"})
  void baggage_thatIsInvalid_costsNothingElse(String baggage) {
    assertThat(read(plain(VALID.replace("}", ",\"baggage\":\"" + baggage + "\"}"))).span())
        .isEqualTo(read(plain(VALID)).span());
  }

  @Test
  void relation_isRead_withSpacesAndUnknownItems() {
    TraceHeader header =
        read(plain(VALID.replace("}", ",\"throughline\":\" same-trace , other,link\"}")));

    assertThat(header.relation()).isEqualTo(new Relation(true, true));
  }

  @Test
  void payload_readsBackAsItself() {
    TraceHeader header =
        new TraceHeader(
            SpanContext.createFromRemoteParent(
                TRACE,
                SPAN,
                TraceFlags.fromByte((byte) 3),
                TraceState.builder().put("vendor", "quote\"back\\slash").build()),
            Baggage.builder()
                .put("tenant", "größe, \"x\"; 100 %", BaggageEntryMetadata.create("ttl=1"))
                .build(),
            new Relation(true, true));

    assertThat(read(header.toPayload())).isEqualTo(header);
  }

  /** A wire format: Go, Python and TypeScript workers read these bytes. */
  @Test
  void payload_isTheseBytes() {
    TraceHeader header =
        new TraceHeader(
            SpanContext.create(
                TRACE,
                SPAN,
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "x").build()),
            Baggage.builder().put("tenant", "a b").build(),
            Relation.SAME_TRACE);

    Payload payload = header.toPayload();

    assertThat(payload.getMetadataMap())
        .containsExactly(Map.entry("encoding", ByteString.copyFromUtf8("json/plain")));
    assertThat(payload.getData().toStringUtf8())
        .isEqualTo(
            "{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                + "\"tracestate\":\"vendor=x\","
                + "\"baggage\":\"tenant=a%20b\","
                + "\"throughline\":\"same-trace\"}");
    assertThat(HexFormat.of().formatHex(payload.toByteArray(), 0, 28))
        .isEqualTo("0a160a08656e636f64696e67120a6a736f6e2f706c61696e1295017b");
  }

  @Test
  void payload_ofTheDefaults_isTheTraceparentAlone() {
    TraceHeader header =
        new TraceHeader(
            SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault()),
            Baggage.empty(),
            Relation.DEFAULT);

    assertThat(header.toPayload()).isEqualTo(plain(VALID));
  }

  /** An HTTP caller chooses the trace state: it must not be able to cut the trace with it. */
  @Test
  void payload_isNeverTooLargeToBeRead() {
    TraceStateBuilder largest = TraceState.builder();
    for (int i = 0; i < 32; i++) {
      largest.put("vendor" + i, "\"".repeat(256));
    }
    TraceHeader header =
        new TraceHeader(
            SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), largest.build()),
            Baggage.empty(),
            Relation.LINK);

    assertThat(read(header.toPayload()).span().getSpanId()).isEqualTo(SPAN);
  }

  @Test
  void header_ofAnInvalidSpan_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TraceHeader(SpanContext.getInvalid(), Baggage.empty(), Relation.DEFAULT));
  }

  private static String traceparent(String flags) {
    return "00-" + TRACE + "-" + SPAN + "-" + flags;
  }
}
