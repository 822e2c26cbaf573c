package dev.throughline.benchmarks.journal;

import dev.throughline.journal.SpanJournal;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;

/**
 * A journal that has to keep its spans: losing them would make it look fast. A few may go when the
 * disk holds up a run that writes as fast as it can; how many is printed.
 */
final class LosslessJournal implements AutoCloseable {
  private static final long TOLERATED = 1_000;
  private static final String DROPPED = "throughline.journal.dropped";

  /** The oldest, where there is no endpoint and the journal is full: they had been kept. */
  private static final Attributes EVICTED =
      Attributes.of(AttributeKey.stringKey("reason"), "evicted");

  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final SpanJournal journal;

  LosslessJournal(SpanJournal.Builder settings) {
    journal = settings.setMeterProvider(onlyDropped()).build();
  }

  SpanJournal spans() {
    return journal;
  }

  /**
   * Looks whether the spans have been kept, up to the size limit.
   *
   * @throws IllegalStateException if not
   */
  void check() {
    long dropped =
        metrics.collectAllMetrics().stream()
            .flatMap(metric -> metric.getLongSumData().getPoints().stream())
            .filter(point -> !EVICTED.equals(point.getAttributes()))
            .mapToLong(LongPointData::getValue)
            .sum();
    String problem = journal.problem();
    if (dropped > 0) {
      System.out.println("# dropped by the journal: " + dropped);
    }
    if (dropped > TOLERATED || problem != null) {
      throw new IllegalStateException(
          "The journal has dropped " + dropped + " spans, problem: " + problem);
    }
  }

  @Override
  public void close() {
    try {
      check();
    } finally {
      journal.close();
    }
  }

  /** The journal's other metrics are off, as they are by default, to cost nothing here. */
  private SdkMeterProvider onlyDropped() {
    return SdkMeterProvider.builder()
        .registerMetricReader(metrics)
        .registerView(
            InstrumentSelector.builder().setName("*").build(),
            View.builder().setAggregation(Aggregation.drop()).build())
        .registerView(InstrumentSelector.builder().setName(DROPPED).build(), View.builder().build())
        .build();
  }
}
