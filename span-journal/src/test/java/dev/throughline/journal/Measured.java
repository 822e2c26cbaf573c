package dev.throughline.journal;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Map;
import java.util.TreeMap;

/** What a journal's meters say; the last values stay when the journal is closed. */
final class Measured {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final Map<String, Long> values = new TreeMap<>();

  SdkMeterProvider meters() {
    return meters;
  }

  /** So far, for that reason. */
  long dropped(String reason) {
    return values().getOrDefault("dropped " + reason, 0L);
  }

  long backlogSpans() {
    return values().getOrDefault("backlog.spans", 0L);
  }

  /** Sums by name, without what all names begin with, and the reason if there is one. */
  Map<String, Long> values() {
    for (MetricData metric : reader.collectAllMetrics()) {
      String name = metric.getName().substring("throughline.journal.".length());
      metric
          .getLongSumData()
          .getPoints()
          .forEach(
              point -> {
                String reason = point.getAttributes().get(REASON);
                values.put(reason == null ? name : name + " " + reason, point.getValue());
              });
    }
    return values;
  }
}
