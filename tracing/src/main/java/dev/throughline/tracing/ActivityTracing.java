package dev.throughline.tracing;

import static java.util.Objects.requireNonNull;

import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an activity: the {@code StartActivity} anchor by the first attempt, before any
 * code of it runs, and the attempt's {@code RunActivity} bar, current while it runs.
 */
final class ActivityTracing extends ActivityInboundCallsInterceptorBase {
  private final WorkerTracing worker;
  private @Nullable ActivityExecutionContext context;

  ActivityTracing(ActivityInboundCallsInterceptor next, WorkerTracing worker) {
    super(next);
    this.worker = worker;
  }

  @Override
  public void init(ActivityExecutionContext context) {
    this.context = context;
    super.init(context);
  }

  @Override
  public ActivityOutput execute(ActivityInput input) {
    ActivityInfo info = requireNonNull(context).getInfo();
    TraceHeader header = TraceHeader.read(input.getHeader().getValues(), worker.runTraces()::count);
    Baggage baggage = header == null ? Baggage.empty() : header.baggage();
    Context parent =
        RunSampler.inRun(Context.root().with(Span.wrap(parent(info, header))).with(baggage));
    return LiveSpan.during(
        parent, startTime -> start(info, parent, startTime), () -> super.execute(input));
  }

  /**
   * The StartActivity anchor; for local and standalone activities, which have none, what is above.
   */
  private SpanContext parent(ActivityInfo info, @Nullable TraceHeader header) {
    if (!info.isInWorkflow()) {
      return header == null ? SpanContext.getInvalid() : header.span();
    }
    Run run = run(info);
    String workflowType = requireNonNull(info.getWorkflowType());
    SpanContext above =
        header != null
            ? header.span()
            : worker
                .runLookup()
                .anchor(
                    run,
                    workflowType,
                    info.getActivityTaskQueue(),
                    requireNonNull(context).getWorkflowClient());
    if (info.isLocal()) {
      return above;
    }
    if (info.getAttempt() == 1 && above.isSampled()) {
      worker.anchors().write(anchor(info, run, workflowType, above));
    }
    return RunTrace.inTraceOf(
        above, Ids.startActivity(run, info.getActivityId(), info.getScheduledTimestamp()));
  }

  private static SpanData anchor(
      ActivityInfo info, Run run, String workflowType, SpanContext above) {
    return Anchors.startActivity(
        run,
        workflowType,
        info.getActivityId(),
        info.getActivityType(),
        info.getActivityTaskQueue(),
        info.getScheduledTimestamp(),
        above);
  }

  private Span start(ActivityInfo info, Context parent, Instant startTime) {
    SpanBuilder builder =
        worker
            .tracer()
            .spanBuilder("RunActivity:" + info.getActivityType())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent)
            .setAllAttributes(attributes(info))
            .setStartTimestamp(startTime);
    String spanId =
        Ids.runActivity(
            run(info),
            info.getActivityId(),
            info.getAttempt(),
            info.getCurrentAttemptScheduledTimestamp());
    return worker.ids().withSpanId(spanId, builder::startSpan);
  }

  private Attributes attributes(ActivityInfo info) {
    AttributesBuilder attributes =
        info.isInWorkflow()
            ? Anchors.runAttributes(run(info), requireNonNull(info.getWorkflowType()))
            : Attributes.builder().put(Keys.NAMESPACE, info.getNamespace());
    String ofClient = requireNonNull(context).getWorkflowClient().getOptions().getIdentity();
    attributes
        .put(Keys.ACTIVITY_ID, info.getActivityId())
        .put(Keys.ACTIVITY_TYPE, info.getActivityType())
        .put(Keys.TASK_QUEUE, info.getActivityTaskQueue())
        .put(Keys.ATTEMPT, (long) info.getAttempt())
        .put(Keys.WORKER_IDENTITY, worker.identity(info.getActivityTaskQueue(), ofClient));
    if (info.isLocal()) {
      attributes.put(Keys.LOCAL, true);
    } else {
      attributes.put(
          Keys.SCHEDULE_TO_START_MS,
          info.getStartedTimestamp() - info.getCurrentAttemptScheduledTimestamp());
    }
    return attributes.build();
  }

  private static Run run(ActivityInfo info) {
    return info.isInWorkflow()
        ? new Run(
            info.getNamespace(),
            requireNonNull(info.getWorkflowId()),
            requireNonNull(info.getWorkflowRunId()))
        : new Run(info.getNamespace(), "", requireNonNull(info.getActivityRunId()));
  }
}
