package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.HeaderDefect.EMPTY;
import static dev.throughline.tracing.contract.HeaderDefect.ENCODING;
import static dev.throughline.tracing.contract.HeaderDefect.INVALID_TRACEPARENT;
import static dev.throughline.tracing.contract.HeaderDefect.MALFORMED;
import static dev.throughline.tracing.contract.HeaderDefect.MISSING;
import static dev.throughline.tracing.contract.HeaderDefect.TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";
  private static final String VALID = "{\"traceparent\":\"" + TRACEPARENT + "\"}";

  // A field, because a logger that nobody holds forgets its level.
  private static final Logger BAGGAGE_PARSER =
      Logger.getLogger("io.opentelemetry.api.baggage.propagation.Parser");

  @BeforeAll
  static void silenceTheBaggageParser() {
    BAGGAGE_PARSER.setLevel(Level.OFF);
  }

  @AfterAll
  static void restoreTheBaggageParser() {
    BAGGAGE_PARSER.setLevel(null);
  }

  @Test
  void header_withoutTheField_isMissing() {
    List<HeaderDefect> defects = new ArrayList<>();
    Map<String, Payload> others = Map.of("tracer-data", plain(VALID), "_TRACER-DATA", plain(VALID));

    assertThat(TraceHeader.read(others, defects::add)).isNull();
    assertThat(defects).containsExactly(MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"traceparent\":null}",
        "{\"tracestate\":\"a=b\",\"baggage\":\"c=d\",\"throughline\":\"link\"}",
        "{\"Traceparent\":\"" + TRACEPARENT + "\"}"
      })
  void header_thatNamesNoSpan_isEmpty(String data) {
    assertThat(defect(plain(data))).isEqualTo(EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary/encrypted", "json/protobuf", "binary/null", "JSON/PLAIN", ""})
  void header_ofAForeignEncoding_isNotRead(String encoding) {
    Payload payload =
        plain(VALID).toBuilder().putMetadata("encoding", ByteString.copyFromUtf8(encoding)).build();

    assertThat(defect(payload)).isEqualTo(ENCODING);
  }

  @Test
  void header_withoutAnEncoding_isNotRead() {
    assertThat(defect(plain(VALID).toBuilder().clearMetadata().build())).isEqualTo(ENCODING);
  }

  @Test
  void header_withFurtherMetadata_isRead() {
    Payload payload =
        plain(VALID).toBuilder()
            .putMetadata("messageType", ByteString.copyFromUtf8("any"))
            .putMetadata("broken", ByteString.fromHex("ff"))
            .build();

    assertThat(read(payload).span().getSpanId()).isEqualTo(SPAN);
  }

  @Test
  void header_of8KiB_isRead_butNotOneByteMore() {
    String exactly = VALID + " ".repeat(TraceHeader.MAX_BYTES - VALID.length());

    assertThat(read(plain(exactly)).span().getSpanId()).isEqualTo(SPAN);
    assertThat(defect(plain(exactly + " "))).isEqualTo(TOO_LARGE);
  }

  @Test
  void header_of1MiB_isTooLarge() {
    String padding = "{\"padding\":\"" + "x".repeat(1 << 20) + "\",";

    assertThat(defect(plain(padding + VALID.substring(1)))).isEqualTo(TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "null",
        "true",
        "1",
        "\"" + TRACEPARENT + "\"",
        "[]",
        "[" + VALID + "]",
        "{",
        "{\"traceparent\":\"" + TRACEPARENT,
        "{'traceparent':'" + TRACEPARENT + "'}",
        "{traceparent:\"" + TRACEPARENT + "\"}",
        VALID + "x",
        VALID + VALID,
        VALID + ",",
        "\uFEFF" + VALID,
        "\u0000" + VALID,
        "// a comment\n" + VALID
      })
  void header_thatIsNoJsonObject_isMalformed(String data) {
    assertThat(defect(plain(data))).isEqualTo(MALFORMED);
  }

  @Test
  void header_thatIsNotUtf8_isMalformed_evenInAnUnknownKey() {
    String data = VALID.replace("}", ",\"other\":\"\u00ff\"}");

    assertThat(defect(payload(ByteString.copyFrom(data, ISO_8859_1)))).isEqualTo(MALFORMED);
    assertThat(defect(payload(ByteString.copyFrom(VALID, UTF_16)))).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"traceparent\":[", "{\"other\":["})
  void header_nestedDeeply_isMalformed(String opening) {
    String data = opening.repeat(TraceHeader.MAX_BYTES / opening.length());

    assertThat(defect(plain(data))).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"traceparent\":1}",
        "{\"traceparent\":[\"" + TRACEPARENT + "\"]}",
        "{\"traceparent\":\"" + TRACEPARENT + "\",\"tracestate\":{\"a\":\"b\"}}",
        "{\"traceparent\":\"" + TRACEPARENT + "\",\"baggage\":false}",
        "{\"traceparent\":\"" + TRACEPARENT + "\",\"throughline\":[\"link\"]}"
      })
  void header_withAKnownKeyOfAWrongType_isMalformed(String data) {
    assertThat(defect(plain(data))).isEqualTo(MALFORMED);
  }

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
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "00",
        "00-" + TRACE,
        "00-" + TRACE + "-" + SPAN,
        "00-" + TRACE + "-" + SPAN + "-",
        "00-" + TRACE + "-" + SPAN + "-1",
        "00-" + TRACE + "-" + SPAN + "-011",
        "00-" + TRACE + "-" + SPAN + "-01-extra",
        "00-" + TRACE + "-" + SPAN + "-0x",
        " " + TRACEPARENT,
        TRACEPARENT + " ",
        TRACEPARENT + "," + TRACEPARENT,
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
        "00-" + TRACE + "-B7AD6B7169203331-01",
        "00-" + TRACE + "-b7ad6b716920333g-01",
        "00-0af7651916cd43dd8448eb211c80319-" + SPAN + "0-01",
        "00_" + TRACE + "_" + SPAN + "_01",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "0-" + TRACE + "-" + SPAN + "-01",
        "zz-" + TRACE + "-" + SPAN + "-01",
        "01-" + TRACE + "-" + SPAN + "-01extra",
        "00-\u0660af7651916cd43dd8448eb211c80319c-" + SPAN + "-01"
      })
  void traceparent_thatIsNotW3Cs_isInvalid(String traceparent) {
    assertThat(defect(plain("{\"traceparent\":\"" + traceparent + "\"}")))
        .isEqualTo(INVALID_TRACEPARENT);
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

  @Test
  void header_ofAnInvalidSpan_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TraceHeader(SpanContext.getInvalid(), Baggage.empty(), Relation.DEFAULT));
  }

  @Test
  void anyBytes_areAHeaderOrOneDefect_neverAnException() {
    Random random = new Random(20_260_101);
    byte[] valid =
        VALID
            .replace(
                "}",
                ",\"tracestate\":\"a=b,c=d\",\"baggage\":\"tenant=a%20b;ttl=1,c=d\","
                    + "\"throughline\":\"link, same-trace\",\"other\":[{\"x\":1.5e3}]}")
            .getBytes(ISO_8859_1);
    int usable = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      List<HeaderDefect> defects = new ArrayList<>();
      Payload mutated = payload(ByteString.copyFrom(mutated(valid, random)));

      TraceHeader header = TraceHeader.read(Map.of(TraceHeader.FIELD, mutated), defects::add);

      if (header == null) {
        assertThat(defects).as("defects of %s", mutated.getData()).hasSize(1);
      } else {
        usable++;
        assertThat(defects).as("defects of %s", mutated.getData()).isEmpty();
        TraceHeader again = read(header.toPayload());
        assertThat(again.span()).isEqualTo(header.span());
        assertThat(again.relation()).isEqualTo(header.relation());
      }
    }
    assertThat(usable).as("both outcomes are tried").isBetween(rounds / 100, rounds * 99 / 100);
  }

  /** One to three bytes replaced, removed, inserted, or the rest cut off. */
  private static byte[] mutated(byte[] valid, Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : valid) {
      bytes.add(b);
    }
    for (int edits = 1 + random.nextInt(3); edits > 0 && !bytes.isEmpty(); edits--) {
      int at = random.nextInt(bytes.size());
      byte any = (byte) random.nextInt(256);
      switch (random.nextInt(8)) {
        case 0 -> bytes.subList(at, bytes.size()).clear();
        case 1, 2 -> bytes.remove(at);
        case 3, 4 -> bytes.add(at, any);
        default -> bytes.set(at, any);
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }

  private static String traceparent(String flags) {
    return "00-" + TRACE + "-" + SPAN + "-" + flags;
  }

  private static TraceHeader read(Payload payload) {
    List<HeaderDefect> defects = new ArrayList<>();
    TraceHeader header = TraceHeader.read(Map.of(TraceHeader.FIELD, payload), defects::add);
    assertThat(defects).isEmpty();
    return Objects.requireNonNull(header);
  }

  private static @Nullable HeaderDefect defect(Payload payload) {
    List<HeaderDefect> defects = new ArrayList<>();
    assertThat(TraceHeader.read(Map.of(TraceHeader.FIELD, payload), defects::add)).isNull();
    assertThat(defects).hasSize(1);
    return defects.get(0);
  }

  private static Payload plain(String data) {
    return payload(ByteString.copyFromUtf8(data));
  }

  private static Payload payload(ByteString data) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(data)
        .build();
  }
}
