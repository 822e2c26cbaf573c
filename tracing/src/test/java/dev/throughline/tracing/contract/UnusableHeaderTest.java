package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.HeaderDefect.EMPTY;
import static dev.throughline.tracing.contract.HeaderDefect.ENCODING;
import static dev.throughline.tracing.contract.HeaderDefect.INVALID_TRACEPARENT;
import static dev.throughline.tracing.contract.HeaderDefect.MALFORMED;
import static dev.throughline.tracing.contract.HeaderDefect.MISSING;
import static dev.throughline.tracing.contract.HeaderDefect.TOO_LARGE;
import static dev.throughline.tracing.contract.Payloads.SPAN;
import static dev.throughline.tracing.contract.Payloads.TRACE;
import static dev.throughline.tracing.contract.Payloads.TRACEPARENT;
import static dev.throughline.tracing.contract.Payloads.VALID;
import static dev.throughline.tracing.contract.Payloads.defect;
import static dev.throughline.tracing.contract.Payloads.payload;
import static dev.throughline.tracing.contract.Payloads.plain;
import static dev.throughline.tracing.contract.Payloads.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that name no span, each with the defect that is told. */
class UnusableHeaderTest {

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
}
