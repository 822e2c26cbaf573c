package dev.throughline.benchmarks.journal;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Spans like those of activity attempts: a remote parent and nine attributes, about 400 bytes in
 * OTLP, no two alike. Not safe for several threads.
 */
final class RunActivitySpans {
  private static final List<String> ACTIVITIES = List.of("Reserve", "Charge", "Ship", "Notify");

  private final Tracer tracer;
  private final Random random = new Random(1);

  RunActivitySpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Spans that have ended, for {@code SpanJournal.add}. */
  static List<SpanData> readyMade(int count) {
    try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
      RunActivitySpans spans = new RunActivitySpans(provider.get("throughline"));
      return Stream.generate(() -> ((ReadableSpan) spans.next()).toSpanData())
          .limit(count)
          .toList();
    }
  }

  /** Starts a span and ends it. */
  Span next() {
    String activity = ACTIVITIES.get(random.nextInt(ACTIVITIES.size()));
    Span span =
        tracer
            .spanBuilder("RunActivity:" + activity)
            .setParent(remoteParent())
            .setSpanKind(SpanKind.CONSUMER)
            .setAllAttributes(attributes(activity))
            .startSpan();
    span.end();
    return span;
  }

  static Context remoteParent() {
    IdGenerator ids = IdGenerator.random();
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.createFromRemoteParent(
                    ids.generateTraceId(),
                    ids.generateSpanId(),
                    TraceFlags.getSampled(),
                    TraceState.getDefault())));
  }

  private Attributes attributes(String activity) {
    return Attributes.builder()
        .put("temporalWorkflowID", "order-" + random.nextInt(1_000_000))
        .put("temporalRunID", uuid())
        .put("temporalActivityID", uuid())
        .put("temporal.namespace", "default")
        .put("temporal.workflow.type", "Order")
        .put("temporal.activity.type", activity)
        .put("temporal.task_queue", "throughline")
        .put("temporal.attempt", 1L + random.nextInt(3))
        .put("temporal.schedule_to_start_ms", random.nextInt(500))
        .build();
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
