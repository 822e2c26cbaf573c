package dev.throughline.api.run;

import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Names;
import dev.throughline.api.temporal.Outcome;
import dev.throughline.api.temporal.RunTraces;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionVersioningInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.common.converter.DataConverter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads runs from Temporal. Thread-safe. */
public final class WorkflowViews {
  private final TemporalService temporal;
  private final DataConverter converter;
  private final Links links;

  public WorkflowViews(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.converter = temporal.client().getOptions().getDataConverter();
    this.links = links;
  }

  /**
   * The run as it is now.
   *
   * @param runId empty for the latest
   * @throws io.grpc.StatusRuntimeException as Temporal answers; NOT_FOUND for an unknown run
   */
  WorkflowView view(String workflowId, String runId) {
    DescribeWorkflowExecutionResponse described =
        temporal.describe(TemporalService.run(workflowId, runId));
    WorkflowExecutionInfo info = described.getWorkflowExecutionInfo();
    WorkflowExecution run = info.getExecution();
    HistoryEvent first = temporal.firstEvent(run);
    Outcome outcome = hasClosed(info) ? Outcome.of(temporal.closingEvent(run), converter) : null;
    return new WorkflowView(
        run.getWorkflowId(),
        run.getRunId(),
        info.getType().getName(),
        Names.of(info.getStatus()),
        info.getTaskQueue(),
        Instants.of(info.getStartTime()),
        Instants.given(info.getExecutionTime()),
        Instants.given(info.getCloseTime()),
        info.getHistoryLength(),
        traceId(run, first),
        RunReference.given(info.getParentExecution()),
        info.getRootExecution().equals(run) ? null : RunReference.given(info.getRootExecution()),
        other(info.getFirstRunId(), run.getRunId()),
        described.getWorkflowExtendedInfo().getCancelRequested(),
        info.hasVersioningInfo() ? versioning(info.getVersioningInfo()) : null,
        JsonPayloads.readable(info.getMemo().getFieldsMap(), converter),
        JsonPayloads.readable(info.getSearchAttributes().getIndexedFieldsMap(), converter),
        described.getPendingActivitiesList().stream()
            .map(activity -> PendingActivity.of(activity, converter))
            .toList(),
        described.getPendingChildrenList().stream().map(PendingChild::of).toList(),
        described.getPendingNexusOperationsList().stream().map(PendingNexusOperation::of).toList(),
        described.hasPendingWorkflowTask()
            ? PendingWorkflowTask.of(described.getPendingWorkflowTask())
            : null,
        outcome == null ? null : outcome.result(),
        outcome == null ? null : outcome.failure(),
        links(info, first, outcome));
  }

  /** A paused run goes on too. */
  private static boolean hasClosed(WorkflowExecutionInfo info) {
    return info.hasCloseTime()
        && info.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  private static @Nullable String other(String runId, String than) {
    return runId.isEmpty() || runId.equals(than) ? null : runId;
  }

  private static WorkflowView.@Nullable Versioning versioning(
      WorkflowExecutionVersioningInfo info) {
    return info.hasDeploymentVersion()
        ? new WorkflowView.Versioning(
            Names.of(info.getBehavior()),
            info.getDeploymentVersion().getDeploymentName(),
            info.getDeploymentVersion().getBuildId())
        : null;
  }

  private Map<String, String> links(
      WorkflowExecutionInfo info, HistoryEvent first, @Nullable Outcome outcome) {
    WorkflowExecution run = info.getExecution();
    Map<String, String> all = links.of(run.getWorkflowId(), run.getRunId(), traceId(run, first));
    WorkflowExecution parent = info.getParentExecution();
    if (!parent.getWorkflowId().isEmpty()) {
      all.put("parent", self(parent.getWorkflowId(), parent.getRunId()));
    }
    String previous =
        first.getWorkflowExecutionStartedEventAttributes().getContinuedExecutionRunId();
    if (!previous.isEmpty()) {
      all.put("previous", self(run.getWorkflowId(), previous));
    }
    if (outcome != null && outcome.nextRunId() != null) {
      all.put("next", self(run.getWorkflowId(), outcome.nextRunId()));
    }
    return all;
  }

  private String traceId(WorkflowExecution run, HistoryEvent first) {
    return RunTraces.traceId(temporal.namespace(), run, first);
  }

  private String self(String workflowId, String runId) {
    return links.self(workflowId) + "?runId=" + runId;
  }
}
