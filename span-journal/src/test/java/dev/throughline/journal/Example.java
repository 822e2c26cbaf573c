package dev.throughline.journal;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.nio.file.Path;

/** An application without Temporal, as the README shows it. */
final class Example {
  private Example() {}

  static void run(Path directory, String endpoint) {
    // README
    SpanJournal journal =
        SpanJournal.builder(directory)
            .exportTo(OtlpHttpSpanExporter.builder().setEndpoint(endpoint))
            .setMaxSize(256 << 20)
            .build();
    SdkTracerProvider tracers = SdkTracerProvider.builder().addSpanProcessor(journal).build();
    Tracer tracer = tracers.get("example");

    Span span = tracer.spanBuilder("work").startSpan(); // on disk
    span.end(); // on disk as a whole

    tracers.close(); // exports what it can; the rest goes out with the next start
    // README
  }
}
