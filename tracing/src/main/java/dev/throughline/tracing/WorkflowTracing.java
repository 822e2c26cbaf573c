package dev.throughline.tracing;

import static java.util.Objects.requireNonNull;

import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.HeaderDefect;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run in this process. {@code init} comes before any workflow code and before any handler, also
 * on replay, so the run's trace is known to all that follows; the anchor is written only when it is
 * no replay. Nothing here starts a span, draws a random number or reads a clock on a workflow
 * thread: replay would repeat it.
 */
final class WorkflowTracing extends WorkflowInboundCallsInterceptorBase {
  private static final SearchAttributeKey<String> SCHEDULED_BY =
      SearchAttributeKey.forKeyword(RunStart.SCHEDULED_BY);

  private final WorkerTracing worker;
  private @Nullable RunStart start;
  private @Nullable RunTrace trace;

  WorkflowTracing(WorkflowInboundCallsInterceptor next, WorkerTracing worker) {
    super(next);
    this.worker = worker;
  }

  @Override
  public void init(WorkflowOutboundCallsInterceptor outbound) {
    boolean replaying = WorkflowUnsafe.isReplaying();
    RunStart runStart = runStart(replaying ? defect -> {} : worker.runTraces()::count);
    RunTrace runTrace = worker.runTraces().of(runStart);
    start = runStart;
    trace = runTrace;
    if (!replaying) {
      // Writing may wait for a disk, which the detector would take for a deadlock.
      WorkflowUnsafe.deadlockDetectorOff(() -> worker.anchors().writeRun(runStart, runTrace));
    }
    super.init(new HeaderWriter(outbound, runStart, runTrace, worker.baggage()));
  }

  /** Queries are answered off the workflow's threads and never replayed: a live span is right. */
  @Override
  public QueryOutput handleQuery(QueryInput input) {
    Run run = requireNonNull(start).run();
    TraceHeader caller = TraceHeader.read(input.getHeader().getValues(), worker.runTraces()::count);
    Context parent =
        caller == null
            ? Context.root()
            : RunSampler.inRun(Context.root().with(Span.wrap(caller.span())));
    SpanBuilder builder =
        worker
            .tracer()
            .spanBuilder("HandleQuery:" + input.getQueryName())
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent)
            .addLink(requireNonNull(trace).anchor(), Attributes.of(Keys.LINK_TYPE, "run"))
            .setAllAttributes(
                Anchors.runAttributes(run, requireNonNull(start).workflowType()).build());
    return LiveSpan.during(
        parent,
        startTime -> builder.setStartTimestamp(startTime).startSpan(),
        () -> super.handleQuery(input));
  }

  private static RunStart runStart(Consumer<HeaderDefect> onDefect) {
    WorkflowInfo info = Workflow.getInfo();
    return new RunStart(
        new Run(info.getNamespace(), info.getWorkflowId(), info.getRunId()),
        info.getWorkflowType(),
        info.getTaskQueue(),
        info.getRunStartedTimestampMillis(),
        info.getOriginalExecutionRunId(),
        info.getFirstExecutionRunId(),
        info.getContinuedExecutionRunId().orElse(null),
        info.getParentWorkflowId().isPresent(),
        Workflow.getTypedSearchAttributes().containsKey(SCHEDULED_BY),
        TraceHeader.read(RunHeaderPropagator.runHeader(), onDefect));
  }
}
