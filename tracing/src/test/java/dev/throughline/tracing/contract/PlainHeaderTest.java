package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.HeaderDefect.EMPTY;
import static dev.throughline.tracing.contract.HeaderDefect.INVALID_TRACEPARENT;
import static dev.throughline.tracing.contract.HeaderDefect.MISSING;
import static dev.throughline.tracing.contract.HeaderDefect.TOO_LARGE;
import static dev.throughline.tracing.contract.Payloads.SPAN;
import static dev.throughline.tracing.contract.Payloads.TRACE;
import static dev.throughline.tracing.contract.Payloads.TRACEPARENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The header as plain strings, as Nexus requests carry it. */
@ExtendWith(QuietBaggageParser.class)
class PlainHeaderTest {

  @Test
  void carrier_readsBackAsItself() {
    TraceHeader header =
        new TraceHeader(
            SpanContext.createFromRemoteParent(
                TRACE,
                SPAN,
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "x").build()),
            Baggage.builder().put("tenant", "größe 1").build(),
            new Relation(true, true));

    assertThat(read(header.toCarrier(), new ArrayList<>())).isEqualTo(header);
  }

  @Test
  void otherHeaders_areIgnored_whateverTheirSize() {
    Map<String, String> headers =
        Map.of("traceparent", TRACEPARENT, "authorization", "x".repeat(TraceHeader.MAX_BYTES));

    assertThat(read(headers, new ArrayList<>())).isNotNull();
  }

  @Test
  void headers_withoutATraceparent_areMissing() {
    assertThat(defect(Map.of("baggage", "tenant=a", "throughline", "link"))).isEqualTo(MISSING);
  }

  @Test
  void traceparent_thatIsEmpty_isEmpty() {
    assertThat(defect(Map.of("traceparent", ""))).isEqualTo(EMPTY);
  }

  @Test
  void traceparent_thatIsNotW3Cs_isInvalid() {
    assertThat(defect(Map.of("traceparent", "00-" + TRACE + "-1"))).isEqualTo(INVALID_TRACEPARENT);
  }

  @Test
  void values_of8KiBTogether_areRead_butNotOneByteMore() {
    String rest = "é".repeat((TraceHeader.MAX_BYTES - TRACEPARENT.length()) / 2);
    String odd = (TraceHeader.MAX_BYTES - TRACEPARENT.length()) % 2 == 0 ? "" : "x";

    assertThat(read(Map.of("traceparent", TRACEPARENT, "baggage", rest + odd), new ArrayList<>()))
        .isNotNull();
    assertThat(defect(Map.of("traceparent", TRACEPARENT, "baggage", rest + odd + "x")))
        .isEqualTo(TOO_LARGE);
  }

  @Test
  void anyStrings_areAHeaderOrOneDefect_neverAnException() {
    Random random = new Random(20_260_102);
    int usable = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      Map<String, String> headers = new TreeMap<>();
      headers.put("traceparent", mutated(TRACEPARENT, random));
      headers.put("tracestate", mutated("a=b,c=d", random));
      headers.put("baggage", mutated("tenant=a%20b;ttl=1,c=d", random));
      headers.put("throughline", mutated("link, same-trace", random));
      List<HeaderDefect> defects = new ArrayList<>();

      TraceHeader header = read(headers, defects);

      assertThat(defects).as("defects of %s", headers).hasSize(header == null ? 1 : 0);
      usable += header == null ? 0 : 1;
    }
    assertThat(usable).as("both outcomes are tried").isBetween(rounds / 100, rounds * 99 / 100);
  }

  /** Half of them as they are; else one character replaced, or the rest cut off. */
  private static String mutated(String valid, Random random) {
    int at = random.nextInt(valid.length());
    return switch (random.nextInt(4)) {
      case 0 -> valid.substring(0, at) + (char) random.nextInt(0x10000) + valid.substring(at + 1);
      case 1 -> valid.substring(0, at);
      default -> valid;
    };
  }

  private static @Nullable HeaderDefect defect(Map<String, String> headers) {
    List<HeaderDefect> defects = new ArrayList<>();
    assertThat(read(headers, defects)).isNull();
    assertThat(defects).hasSize(1);
    return defects.get(0);
  }

  private static @Nullable TraceHeader read(
      Map<String, String> headers, List<HeaderDefect> defects) {
    return TraceHeader.readPlain(headers, defects::add);
  }
}
