package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.recorder.ForeignRuns;
import dev.throughline.recorder.HistoryDerivation.Rules;
import dev.throughline.recorder.HistoryDerivation.Scope;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.verify.RunReport;
import dev.throughline.recorder.verify.StoredSpan;
import dev.throughline.recorder.verify.StoredTraces;
import dev.throughline.recorder.verify.Summary;
import dev.throughline.recorder.verify.Verification;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells whether anything is lost. What event history implies is looked up run by run; what only
 * processes knew is counted from outside.
 */
final class WholeTraces {
  private static final String ALL_RUNS = "";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Cluster cluster;

  WholeTraces(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until every run is closed, all that its history implies is stored, and nothing is left of
   * dead processes. Then checks everything that arrived.
   *
   * @param living how many processes with a journal run
   * @return what there is of all runs
   */
  Summary awaitWhole(int living, Duration limit) throws InterruptedException {
    await()
        .atMost(limit)
        .pollInterval(BETWEEN_LOOKS)
        .untilAsserted(
            () -> {
              verified();
              assertThat(cluster.journal().processes()).hasSize(living);
            });
    cluster.traces().store().assertComplete();
    return verified();
  }

  private Summary verified() throws InterruptedException {
    List<RunReport> incomplete = new ArrayList<>();
    Summary summary = verification().verify(ALL_RUNS, incomplete::add);
    assertThat(incomplete).isEmpty();
    assertThat(summary.isWhole()).as(summary.toString()).isTrue();
    assertThat(summary.running()).as("runs that are not closed").isZero();
    return summary;
  }

  private Verification verification() {
    return new Verification(
        new RunHistories(cluster.temporal().service(), "default"),
        new Rules(ForeignRuns.FULL, Scope.WHOLE, traceId -> true),
        stored(cluster.traces().store().spans()),
        null);
  }

  private static StoredTraces stored(List<ReceivedSpan> spans) {
    Map<String, List<StoredSpan>> traces =
        spans.stream()
            .collect(
                Collectors.groupingBy(
                    ReceivedSpan::traceId,
                    Collectors.mapping(WholeTraces::stored, Collectors.toList())));
    return traceId -> traces.getOrDefault(traceId, List.of());
  }

  private static StoredSpan stored(ReceivedSpan span) {
    String attempt = span.attribute("temporal.attempt");
    return new StoredSpan(
        span.spanId(),
        span.parentSpanId(),
        span.name(),
        span.span().getKind() == SpanKind.SPAN_KIND_SERVER,
        span.attribute("temporalActivityID"),
        attempt == null ? 0 : Long.parseLong(attempt),
        span);
  }
}
