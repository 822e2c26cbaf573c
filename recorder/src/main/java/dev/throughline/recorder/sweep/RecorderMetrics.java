package dev.throughline.recorder.sweep;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The recorder's counts, and how far behind each shard is that is recorded here. */
final class RecorderMetrics implements AutoCloseable {
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<Long> SHARD = AttributeKey.longKey("shard");

  private final LongCounter runs;
  private final LongCounter spans;
  private final LongCounter failures;
  private final LongCounter unknownEvents;
  private final ObservableDoubleGauge lag;
  private final Map<Integer, Instant> recordedUpTo = new ConcurrentHashMap<>();

  /** What became of a run. */
  enum Outcome {
    /** The backend has its spans. */
    RECORDED,
    /** Its history was deleted, or never comes. */
    UNREADABLE,
    /** Its history is none that the derivation understands. */
    FAILED
  }

  RecorderMetrics(MeterProvider meters) {
    Meter meter = meters.get("dev.throughline.recorder");
    runs = counter(meter, "runs", "{run}", "Closed runs that are done with, by outcome.");
    spans = counter(meter, "spans", "{span}", "Spans of event history, by outcome.");
    failures =
        counter(
            meter,
            "failures",
            "{failure}",
            "What failed and is tried again, by whose fault it is.");
    unknownEvents =
        counter(
            meter, "events.unknown", "{event}", "Events of types that this version does not know.");
    lag =
        meter
            .gaugeBuilder("throughline.recorder.lag")
            .setUnit("s")
            .setDescription("How long ago the oldest run closed that may not be recorded yet.")
            .buildWithCallback(
                measurement ->
                    recordedUpTo.forEach(
                        (shard, upTo) ->
                            measurement.record(seconds(upTo), Attributes.of(SHARD, (long) shard))));
  }

  void done(Outcome outcome) {
    runs.add(1, Attributes.of(OUTCOME, outcome.name().toLowerCase(Locale.ROOT)));
  }

  void exported(long count) {
    spans.add(count, Attributes.of(OUTCOME, "exported"));
  }

  void refused(long count) {
    spans.add(count, Attributes.of(OUTCOME, "refused"));
  }

  void temporalFailed() {
    failures.add(1, Attributes.of(REASON, "temporal"));
  }

  void backendFailed() {
    failures.add(1, Attributes.of(REASON, "backend"));
  }

  void unknownEvent() {
    unknownEvents.add(1);
  }

  /** Every run of the shard that closed before the instant is done with. */
  void recordedUpTo(int shard, Instant instant) {
    recordedUpTo.put(shard, instant);
  }

  /** The shard is not recorded here any more. */
  void left(int shard) {
    recordedUpTo.remove(shard);
  }

  @Override
  public void close() {
    lag.close();
  }

  private static double seconds(Instant since) {
    return Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1e3);
  }

  private static LongCounter counter(Meter meter, String name, String unit, String description) {
    return meter
        .counterBuilder("throughline.recorder." + name)
        .setUnit(unit)
        .setDescription(description)
        .build();
  }
}
