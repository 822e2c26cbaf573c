package dev.throughline.tracing.contract;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.LinkData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands in which trace (contract, "Parent, link, new trace", "Chains", "Resets"). All
 * contexts are remote ones, so that every process encodes them alike.
 *
 * @param anchor the run's {@code RunWorkflow} anchor: the parent of all that happens in the run
 * @param parent the anchor's parent, invalid for the root of a trace
 * @param links the anchor's links
 * @param childAnchorParent for a child in its parent's trace the parent of its {@code
 *     StartChildWorkflow} anchor (which then is {@code parent}), else {@code null}
 */
public record RunTrace(
    SpanContext anchor,
    SpanContext parent,
    List<LinkData> links,
    @Nullable SpanContext childAnchorParent) {

  /**
   * Derives it.
   *
   * @param start what the run's first event tells
   * @param sampleDerived decides for a derived trace id; asked only where no header decides, and
   *     must answer alike in every process
   */
  public static RunTrace of(RunStart start, Predicate<String> sampleDerived) {
    return new Derivation(start, sampleDerived).derive();
  }

  private record Derivation(RunStart start, Predicate<String> sampleDerived) {

    RunTrace derive() {
      TraceHeader header = start.header();
      if (start.continuedRunId() != null) {
        return continuation(start.continuedRunId());
      }
      if (header == null) {
        return root(List.of());
      }
      if (start.scheduled()) {
        return root(List.of(link(header.span(), "schedule")));
      }
      if (start.relation().link()) {
        return root(List.of(link(header.span(), "origin")));
      }
      SpanContext anchor = inTraceOf(header.span(), Ids.runWorkflow(start.run()));
      if (start.child()) {
        Run firstRun = start.run().withRunId(start.firstRunId());
        SpanContext childAnchor = inTraceOf(header.span(), Ids.startChildWorkflow(firstRun));
        return new RunTrace(anchor, childAnchor, List.of(), header.span());
      }
      return new RunTrace(anchor, header.span(), List.of(), null);
    }

    private RunTrace continuation(String previousRunId) {
      Run previous = start.run().withRunId(previousRunId);
      TraceHeader header = start.header();
      if (header != null && start.relation().sameTrace()) {
        boolean firstIsRoot = start.relation().link() || start.scheduled();
        SpanContext first =
            firstIsRoot ? derived(start.firstRunId(), start.firstRunId()) : header.span();
        return new RunTrace(
            inTraceOf(first, Ids.runWorkflow(start.run())),
            inTraceOf(first, Ids.runWorkflow(previous)),
            List.of(),
            null);
      }
      return root(List.of(link(previousAnchor(previous), "previous")));
    }

    /** The previous run's anchor, found without asking anybody (contract, "Chains"). */
    private SpanContext previousAnchor(Run previous) {
      TraceHeader header = start.header();
      String spanId = Ids.runWorkflow(previous);
      if (header != null) {
        boolean writtenByPrevious = header.span().getSpanId().equals(spanId);
        boolean previousIsFirst = previous.runId().equals(start.firstRunId());
        boolean previousIsRoot = start.scheduled() || start.relation().link();
        if (writtenByPrevious || (previousIsFirst && !previousIsRoot)) {
          return inTraceOf(header.span(), spanId);
        }
      }
      return derived(previous.runId(), previous.runId());
    }

    private RunTrace root(List<LinkData> links) {
      SpanContext anchor = derived(start.run().runId(), start.originalRunId());
      return new RunTrace(anchor, SpanContext.getInvalid(), links, null);
    }

    /** The anchor of a run in the trace derived from its original run id. */
    private SpanContext derived(String runId, String originalRunId) {
      String traceId = Ids.derivedTrace(start.run().withRunId(originalRunId));
      TraceHeader header = start.header();
      boolean sampled = header == null ? sampleDerived.test(traceId) : header.span().isSampled();
      return SpanContext.createFromRemoteParent(
          traceId,
          Ids.runWorkflow(start.run().withRunId(runId)),
          sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
          TraceState.getDefault());
    }
  }

  /** Another span of the same trace, with the same flags and trace state. */
  public static SpanContext inTraceOf(SpanContext span, String spanId) {
    return SpanContext.createFromRemoteParent(
        span.getTraceId(), spanId, span.getTraceFlags(), span.getTraceState());
  }

  /** The same with one more link of the anchor. */
  public RunTrace withLink(SpanContext to, String type) {
    List<LinkData> more = new ArrayList<>(links);
    more.add(link(to, type));
    return new RunTrace(anchor, parent, List.copyOf(more), childAnchorParent);
  }

  private static LinkData link(SpanContext to, String type) {
    return LinkData.create(to, Attributes.of(Keys.LINK_TYPE, type));
  }
}
