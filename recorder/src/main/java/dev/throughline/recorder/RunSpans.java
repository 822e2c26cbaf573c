package dev.throughline.recorder;

import com.google.protobuf.util.Timestamps;
import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.SpanOfHistory;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.function.Consumer;

/** What the spans of one run have in common, and where they go. */
final class RunSpans {
  private final RunStart start;
  private final RunTrace trace;
  private final Consumer<SpanData> out;

  RunSpans(RunStart start, RunTrace trace, Consumer<SpanData> out) {
    this.start = start;
    this.trace = trace;
    this.out = out;
  }

  Run run() {
    return start.run();
  }

  RunStart start() {
    return start;
  }

  RunTrace trace() {
    return trace;
  }

  void write(SpanData span) {
    out.accept(span);
  }

  /** The anchor that the run's worker has not written, for a child with the one above it. */
  void writeAnchor() {
    if (trace.childAnchorParent() != null) {
      write(Anchors.startChildWorkflow(start, trace));
    }
    write(Anchors.runWorkflow(start, trace));
  }

  /** The anchor of a reset run, which no worker writes; the run that was reset is in its trace. */
  void writeAnchorOfReset(String baseRunId) {
    String baseSpanId = Ids.runWorkflow(run().withRunId(baseRunId));
    SpanContext base = RunTrace.inTraceOf(trace.anchor(), baseSpanId);
    write(Anchors.runWorkflow(start, trace.withLink(base, "base")));
  }

  /** A span right below the run's anchor, named by an event of it. */
  SpanOfHistory ofEvent(String name, long eventId, AttributesBuilder attributes) {
    return below(trace.anchor(), name, Ids.event(run(), eventId))
        .setAttributes(attributes.put(Keys.EVENT_ID, eventId).build());
  }

  SpanOfHistory below(SpanContext parent, String name, String spanId) {
    return new SpanOfHistory(name, run().namespace(), RunTrace.inTraceOf(parent, spanId), parent);
  }

  /** The attributes that every span of the run has. */
  AttributesBuilder attributes() {
    return Anchors.runAttributes(run(), start.workflowType());
  }

  static long nanos(HistoryEvent event) {
    return Timestamps.toNanos(event.getEventTime());
  }

  static long millis(HistoryEvent event) {
    return Timestamps.toMillis(event.getEventTime());
  }
}
