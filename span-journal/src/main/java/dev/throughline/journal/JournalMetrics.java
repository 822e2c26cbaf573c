package dev.throughline.journal;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The journal's counts. */
final class JournalMetrics implements AutoCloseable {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

  private final LongAdder appended = new LongAdder();
  private final LongAdder backlogSpans = new LongAdder();
  private final LongAdder backlogBytes = new LongAdder();
  private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);
  private final LongCounter exported;
  private final LongCounter retried;
  private final LongCounter rejected;
  private final LongCounter interrupted;
  private final LongCounter damaged;
  private final DoubleHistogram appendDuration;
  private final List<AutoCloseable> observed;
  private volatile long oldestEpochNanos;

  JournalMetrics(MeterProvider meters) {
    Meter meter = meters.get("dev.throughline.journal");
    for (Drop reason : Drop.values()) {
      dropped.put(reason, new LongAdder());
    }
    exported = counter(meter, "exported", "{span}", "Spans that the backend has acknowledged.");
    retried = counter(meter, "retried", "{request}", "Requests that were, or will be, sent again.");
    rejected = counter(meter, "rejected", "{span}", "Spans that the backend refuses for good.");
    interrupted =
        counter(meter, "interrupted", "{span}", "Spans closed because their process had died.");
    damaged =
        counter(meter, "damaged", "{region}", "Stretches of journal files that were unreadable.");
    appendDuration =
        meter
            .histogramBuilder("throughline.journal.append.duration")
            .setUnit("s")
            .setDescription("How long it took to write a span into the journal.")
            .setExplicitBucketBoundariesAdvice(
                List.of(1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3, 1e-2, 1e-1))
            .build();
    ObservableLongCounter appends =
        meter
            .counterBuilder("throughline.journal.appended")
            .setUnit("{span}")
            .setDescription("Ended spans that were written into the journal.")
            .buildWithCallback(measurement -> measurement.record(appended.sum()));
    ObservableLongCounter drops =
        meter
            .counterBuilder("throughline.journal.dropped")
            .setUnit("{span}")
            .setDescription("Spans that were not kept.")
            .buildWithCallback(
                measurement ->
                    dropped.forEach(
                        (reason, count) ->
                            measurement.record(
                                count.sum(), Attributes.of(REASON, lowerCase(reason)))));
    observed =
        List.of(
            appends,
            drops,
            gauge(meter, "spans", "{span}", "Spans not acknowledged yet.", backlogSpans::sum),
            gauge(meter, "size", "By", "Bytes of spans not acknowledged yet.", backlogBytes::sum),
            age(meter));
  }

  void appended(long bytes) {
    appended.increment();
    waiting(1, bytes);
  }

  /** Adds what another process has left; negative: what is no longer waiting. */
  void waiting(long spans, long bytes) {
    backlogSpans.add(spans);
    backlogBytes.add(bytes);
  }

  void exported(long spans) {
    exported.add(spans);
  }

  void retried() {
    retried.add(1);
  }

  void rejected(long spans) {
    rejected.add(spans);
  }

  void interrupted(long spans) {
    interrupted.add(spans);
  }

  void damaged(long regions) {
    damaged.add(regions);
  }

  void dropped(Drop reason, long spans) {
    LongAdder count = dropped.get(reason);
    if (count != null) {
      count.add(spans);
    }
  }

  long dropped(Drop reason) {
    LongAdder count = dropped.get(reason);
    return count == null ? 0 : count.sum();
  }

  void appendTook(long nanos) {
    appendDuration.record(nanos / 1e9);
  }

  /** When the oldest span that waits ended, or 0. */
  void oldest(long epochNanos) {
    oldestEpochNanos = epochNanos;
  }

  @Override
  public void close() {
    for (AutoCloseable each : observed) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static LongCounter counter(Meter meter, String name, String unit, String description) {
    return meter
        .counterBuilder("throughline.journal." + name)
        .setUnit(unit)
        .setDescription(description)
        .build();
  }

  private static ObservableLongUpDownCounter gauge(
      Meter meter, String name, String unit, String description, LongSupplier value) {
    return meter
        .upDownCounterBuilder("throughline.journal.backlog." + name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(measurement -> measurement.record(value.getAsLong()));
  }

  private ObservableDoubleGauge age(Meter meter) {
    return meter
        .gaugeBuilder("throughline.journal.backlog.age")
        .setUnit("s")
        .setDescription("How long ago the oldest span ended that is not acknowledged yet.")
        .buildWithCallback(
            measurement -> {
              long oldest = oldestEpochNanos;
              long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
              measurement.record(oldest == 0 ? 0 : Math.max(0, now - oldest) / 1e9);
            });
  }

  private static String lowerCase(Drop reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
