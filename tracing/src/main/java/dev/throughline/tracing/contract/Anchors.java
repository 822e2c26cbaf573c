package dev.throughline.tracing.contract;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The anchors: zero-length spans that exist from the moment on that a run, a child or an activity
 * does, so that everything inside has a stored parent at once (contract, rule 1). Each is the same
 * bytes whoever writes it.
 */
public final class Anchors {
  private Anchors() {}

  /** The {@code RunWorkflow} anchor. */
  public static SpanData runWorkflow(RunStart start, RunTrace trace) {
    Attributes attributes =
        runAttributes(start.run(), start.workflowType())
            .put(Keys.TASK_QUEUE, start.taskQueue())
            .build();
    return anchor(
        "RunWorkflow:" + start.workflowType(),
        start.run().namespace(),
        trace.anchor(),
        trace.parent(),
        start.startMillis(),
        attributes,
        trace.links());
  }

  /**
   * The {@code StartChildWorkflow} anchor, which the child's worker writes.
   *
   * @throws IllegalArgumentException if the run is not a child in its parent's trace
   */
  public static SpanData startChildWorkflow(RunStart start, RunTrace trace) {
    SpanContext parent = trace.childAnchorParent();
    if (parent == null) {
      throw new IllegalArgumentException("has no StartChildWorkflow anchor: " + start.run());
    }
    Run firstRun = start.run().withRunId(start.firstRunId());
    Attributes attributes =
        runAttributes(firstRun, start.workflowType())
            .put(Keys.TASK_QUEUE, start.taskQueue())
            .build();
    return anchor(
        "StartChildWorkflow:" + start.workflowType(),
        start.run().namespace(),
        trace.parent(),
        parent,
        start.startMillis(),
        attributes,
        List.of());
  }

  /**
   * The {@code StartActivity} anchor.
   *
   * @param workflowType the type of the run
   * @param scheduledMillis when the activity was scheduled, in epoch milliseconds
   * @param parent the span that the task's header names
   */
  public static SpanData startActivity(
      Run run,
      String workflowType,
      String activityId,
      String activityType,
      String taskQueue,
      long scheduledMillis,
      SpanContext parent) {
    Attributes attributes =
        runAttributes(run, workflowType)
            .put(Keys.ACTIVITY_ID, activityId)
            .put(Keys.ACTIVITY_TYPE, activityType)
            .put(Keys.TASK_QUEUE, taskQueue)
            .build();
    return anchor(
        "StartActivity:" + activityType,
        run.namespace(),
        RunTrace.inTraceOf(parent, Ids.startActivity(run, activityId, scheduledMillis)),
        parent,
        scheduledMillis,
        attributes,
        List.of());
  }

  /** The attributes that every span of a run has. */
  public static AttributesBuilder runAttributes(Run run, String workflowType) {
    return Attributes.builder()
        .put(Keys.WORKFLOW_ID, run.workflowId())
        .put(Keys.RUN_ID, run.runId())
        .put(Keys.NAMESPACE, run.namespace())
        .put(Keys.WORKFLOW_TYPE, workflowType);
  }

  private static SpanData anchor(
      String name,
      String namespace,
      SpanContext span,
      SpanContext parent,
      long millis,
      Attributes attributes,
      List<LinkData> links) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return new ContractSpan(
        name,
        SpanKind.INTERNAL,
        span,
        parent,
        ContractSpan.resource(namespace),
        nanos,
        nanos,
        attributes,
        links,
        List.of(),
        StatusData.unset());
  }
}
