package dev.throughline.quickstart;

import static dev.throughline.quickstart.SpanBuilder.list;
import static dev.throughline.quickstart.SpanBuilder.span;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracePrinterTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<ReceivedSpan> stored = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final TracePrinter printer =
      new TracePrinter(new PrintStream(bytes, true, UTF_8), this::stored, () -> now);

  @Test
  void trace_withoutRuns_isPrintedAfterASecondOfQuiet() {
    receive(list(span("GET /", 1, 0)));
    assertThat(printedAfter(Duration.ofMillis(999))).isEmpty();

    assertThat(printedAfter(Duration.ofMillis(1)))
        .startsWith("\ntrace 00000000000000000000000000000001\nGET /  ");
  }

  @Test
  void trace_isPrintedOnce() {
    receive(list(span("GET /", 1, 0)));
    assertThat(printedAfter(Duration.ofSeconds(1))).contains("GET /");
    receive(list(span("late", 2, 1)));

    assertThat(printedAfter(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void trace_whoseRunIsOpen_waitsForItsClose() {
    receive(list(span("RunWorkflow:Order", 1, 0).run("order-1", "run-1")));
    assertThat(printedAfter(Duration.ofSeconds(1))).isEmpty();
    receive(list(span("CompleteWorkflow:Order", 2, 1).run("order-1", "run-1")));

    assertThat(printedAfter(Duration.ofSeconds(1))).contains("RunWorkflow:Order");
  }

  @Test
  void trace_whoseRunHasNotBegun_waitsForItsClose() {
    receive(list(span("StartWorkflow:Order", 1, 0).kind(SPAN_KIND_CLIENT).run("order-1", "run-1")));
    assertThat(printedAfter(Duration.ofSeconds(1))).isEmpty();
    receive(list(span("CompleteWorkflow:Order", 2, 1).run("order-1", "run-1")));

    assertThat(printedAfter(Duration.ofSeconds(1))).contains("StartWorkflow:Order");
  }

  @Test
  void trace_oneOfWhoseRunsIsOpen_waits() {
    receive(list(span("RunWorkflow:Order", 1, 0).run("order-1", "run-1")));
    receive(list(span("RunWorkflow:Ship", 2, 1).run("ship-1", "run-2")));
    receive(list(span("CompleteWorkflow:Ship", 3, 2).run("ship-1", "run-2")));

    assertThat(printedAfter(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void oldestTrace_ofTooMany_isForgotten() {
    for (int trace = 1; trace <= TracePrinter.MAXIMUM_TRACES + 1; trace++) {
      receive(list(span("span " + trace + ".", 1, 0).trace(trace)));
    }

    assertThat(printedAfter(Duration.ofSeconds(1))).doesNotContain("span 1.").contains("span 2.");
  }

  @Test
  void trace_whoseFirstSpansCameBeforeACrash_isPrintedWhole() {
    stored.addAll(list(span("RunWorkflow:Order", 1, 0).run("order-1", "run-1")));
    receive(list(span("RunActivity:Pack", 2, 1)));
    assertThat(printedAfter(Duration.ofSeconds(1))).isEmpty();
    receive(list(span("CompleteWorkflow:Order", 3, 1).run("order-1", "run-1")));

    assertThat(printedAfter(Duration.ofSeconds(1)))
        .contains("RunWorkflow:Order", "├─ RunActivity:Pack");
  }

  private void receive(List<ReceivedSpan> spans) {
    stored.addAll(spans);
    printer.add(spans);
  }

  private List<ReceivedSpan> stored(String traceId) {
    return stored.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  private String printedAfter(Duration wait) {
    now = now.plus(wait);
    bytes.reset();
    printer.printFinished();
    return bytes.toString(UTF_8);
  }
}
