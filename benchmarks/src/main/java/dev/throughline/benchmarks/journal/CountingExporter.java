package dev.throughline.benchmarks.journal;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** Counts the spans that another exporter has taken. */
final class CountingExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final LongAdder taken = new LongAdder();

  CountingExporter(SpanExporter exporter) {
    this.exporter = exporter;
  }

  long taken() {
    return taken.sum();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            taken.add(count);
          }
        });
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
