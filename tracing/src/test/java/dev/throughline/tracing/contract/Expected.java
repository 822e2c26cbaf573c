package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static dev.throughline.tracing.contract.FirstEvent.TRACE;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.LinkData;
import java.util.List;

/**
 * The contexts that the contract's tables lead to, put together without {@link RunTrace}'s code.
 */
final class Expected {
  private Expected() {}

  /** What is tried: the trace of a run whose first event this is. */
  static RunTrace traceOf(FirstEvent event) {
    return RunTrace.of(event.build(), traceId -> true);
  }

  static RunTrace root(SpanContext anchor, LinkData... links) {
    return new RunTrace(anchor, SpanContext.getInvalid(), List.of(links), null);
  }

  static SpanContext inCallersTrace(Run run) {
    return inCallersTrace(Ids.runWorkflow(run));
  }

  static SpanContext inCallersTrace(String spanId) {
    return SpanContext.createFromRemoteParent(
        TRACE, spanId, TraceFlags.getSampled(), CALLER.getTraceState());
  }

  /** The run's anchor in the trace derived from another, or the same, run. */
  static SpanContext derived(Run run, Run original) {
    return SpanContext.createFromRemoteParent(
        Ids.derivedTrace(original),
        Ids.runWorkflow(run),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  static LinkData link(SpanContext to, String type) {
    return LinkData.create(to, Attributes.of(AttributeKey.stringKey("link.type"), type));
  }
}
