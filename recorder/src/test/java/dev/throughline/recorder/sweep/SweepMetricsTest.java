package dev.throughline.recorder.sweep;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import dev.throughline.journal.otlp.Answer;
import dev.throughline.recorder.io.FaultyTemporal;
import dev.throughline.recorder.io.ScriptedRun;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweepMetricsTest {
  private final Instant anHourAgo = Instant.now().minusSeconds(3_600);

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final FaultyTemporal temporal = new FaultyTemporal();
  private final ScriptedBackend backend = new ScriptedBackend();
  private @Nullable Turn turn;

  SweepMetricsTest() throws IOException {}

  @AfterEach
  void close() throws InterruptedException {
    if (turn != null) {
      turn.close();
    }
    temporal.close();
    meters.close();
  }

  @Test
  void runsAndSpans_areCountedByOutcome() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo, 4));
    temporal.show(ScriptedRun.of("order-2", anHourAgo));
    failHistory("deleted", Status.NOT_FOUND);
    temporal.changeEvents(
        event ->
            event.getWorkflowExecutionStartedEventAttributes().getWorkflowId().equals("strange")
                ? event.toBuilder().clearWorkflowExecutionStartedEventAttributes().build()
                : event);
    temporal.show(ScriptedRun.of("strange", anHourAgo));
    backend.fail(
        spans ->
            spans.stream().anyMatch(span -> span.getName().equals("Timer"))
                ? new Answer.Refused("400")
                : null);

    start(RecordedRuns.ROOM);

    Turn.awaiting()
        .untilAsserted(
            () ->
                assertThat(sums("throughline.recorder.runs", "outcome"))
                    .containsExactlyInAnyOrderEntriesOf(
                        Map.of("recorded", 2L, "unreadable", 1L, "failed", 1L)));
    assertThat(sums("throughline.recorder.spans", "outcome"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("exported", 2L, "refused", 4L));
  }

  @Test
  void failures_areCountedByFault() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo));
    AtomicInteger listFailures = new AtomicInteger(1);
    temporal.failLists(request -> listFailures.getAndDecrement() > 0 ? Status.UNAVAILABLE : null);
    AtomicInteger backendFailures = new AtomicInteger(2);
    backend.fail(
        spans ->
            backendFailures.getAndDecrement() > 0 ? new Answer.Unavailable("503", null) : null);

    start(RecordedRuns.ROOM);

    Turn.awaiting().until(() -> sum("throughline.recorder.runs", "outcome", "recorded") == 1);
    assertThat(sums("throughline.recorder.failures", "reason"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("temporal", 1L, "backend", 2L));
  }

  @Test
  void unknownEvents_areCounted_andTheRunIsRecorded() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo, 1));
    temporal.changeEvents(
        event ->
            event.getEventId() == 2 ? event.toBuilder().setEventTypeValue(9_999).build() : event);

    start(RecordedRuns.ROOM);

    Turn.awaiting().until(() -> sum("throughline.recorder.runs", "outcome", "recorded") == 1);
    assertThat(sum("throughline.recorder.events.unknown", "outcome", "")).isEqualTo(1);
    assertThat(backend.taken()).hasSize(2);
  }

  @Test
  void lag_isNone_whenAllIsRecorded() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo));
    Turn started = start(RecordedRuns.ROOM);
    Turn.awaiting().until(() -> backend.taken().size() == 1);
    started.awaitRounds();

    assertThat(lag()).isLessThan(60);
  }

  @Test
  void lag_growsFromTheOldestRun_whileTheBackendIsAway() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo));
    temporal.show(ScriptedRun.of("order-2", anHourAgo.plusSeconds(1_000)));
    backend.fail(spans -> new Answer.Unavailable("503", null));

    start(RecordedRuns.ROOM);

    Turn.awaiting().until(() -> backend.requests() > 0);
    assertThat(lag()).isGreaterThanOrEqualTo(3_600);
  }

  @Test
  void lag_showsARunThatIsTriedAgain_inEveryRound() {
    failHistory("bad", Status.INTERNAL);
    temporal.show(ScriptedRun.of("order-1", anHourAgo.plusSeconds(3_000)));
    Turn started = start(RecordedRuns.ROOM);
    Turn.awaiting().until(() -> backend.taken().size() == 1);

    for (int i = 0; i < 5; i++) {
      started.awaitRounds();
      assertThat(lag()).isGreaterThanOrEqualTo(3_600);
    }
  }

  @Test
  void lag_showsThatTheRecorderWaitsForRoom() {
    temporal.show(ScriptedRun.of("order-1", anHourAgo));
    Turn started = start(1);
    Turn.awaiting().until(() -> backend.taken().size() == 1);

    temporal.show(ScriptedRun.of("order-2", anHourAgo.plusSeconds(60)));
    started.awaitRounds();

    assertThat(lag()).isGreaterThanOrEqualTo(3_540);
    assertThat(backend.taken()).hasSize(1);
  }

  @Test
  void lag_isNotTold_byAWorkerThatHasLeftTheShard() throws InterruptedException {
    RecorderMetrics metrics = new RecorderMetrics(meters);
    metrics.recordedUpTo(0, anHourAgo);

    metrics.left(0);

    assertThat(lag()).isNegative();
    metrics.close();
  }

  private Turn start(int room) {
    turn = new Turn(temporal, backend, Turn.Start.ANEW.withRoom(room).withMeters(meters));
    return turn;
  }

  private void failHistory(String workflowId, Status status) {
    ScriptedRun run = temporal.show(ScriptedRun.of(workflowId, anHourAgo));
    temporal.failHistories(
        request -> request.getExecution().getRunId().equals(run.run().runId()) ? status : null);
  }

  private long sum(String name, String key, String value) {
    return sums(name, key).getOrDefault(value, 0L);
  }

  private Map<String, Long> sums(String name, String key) {
    Map<String, Long> sums = new HashMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      if (metric.getName().equals(name)) {
        metric
            .getLongSumData()
            .getPoints()
            .forEach(point -> sums.put(value(point.getAttributes(), key), point.getValue()));
      }
    }
    return sums;
  }

  private static String value(Attributes attributes, String key) {
    String value = attributes.get(AttributeKey.stringKey(key));
    return value == null ? "" : value;
  }

  /** In seconds; negative if nobody tells. */
  private double lag() {
    return reader.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals("throughline.recorder.lag"))
        .flatMap(metric -> metric.getDoubleGaugeData().getPoints().stream())
        .mapToDouble(point -> point.getValue())
        .findFirst()
        .orElse(-1);
  }
}
