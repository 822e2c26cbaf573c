package dev.throughline.api.run;

import com.google.protobuf.util.Timestamps;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Outcome;
import dev.throughline.api.temporal.RunTraces;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads runs from Temporal. */
public final class WorkflowViews {
  private final TemporalService temporal;
  private final Links links;

  public WorkflowViews(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.links = links;
  }

  /**
   * The run as it is now.
   *
   * @param runId empty for the latest
   * @throws io.grpc.StatusRuntimeException as Temporal answers; NOT_FOUND for an unknown run
   */
  WorkflowView view(String workflowId, String runId) {
    WorkflowExecutionInfo info =
        temporal
            .calls()
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setExecution(TemporalService.run(workflowId, runId))
                    .build())
            .getWorkflowExecutionInfo();
    WorkflowExecution execution = info.getExecution();
    boolean running = info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    Outcome outcome = running ? null : outcome(execution);
    return new WorkflowView(
        execution.getWorkflowId(),
        execution.getRunId(),
        info.getType().getName(),
        info.getStatus().name().substring("WORKFLOW_EXECUTION_STATUS_".length()),
        Instant.ofEpochMilli(Timestamps.toMillis(info.getStartTime())),
        running ? null : Instant.ofEpochMilli(Timestamps.toMillis(info.getCloseTime())),
        RunTraces.traceId(temporal, execution),
        outcome == null ? null : outcome.result(),
        outcome == null ? null : outcome.failure(),
        links.of(execution.getWorkflowId(), execution.getRunId()));
  }

  private @Nullable Outcome outcome(WorkflowExecution execution) {
    return Outcome.of(
        temporal.lastEvent(execution), temporal.client().getOptions().getDataConverter());
  }
}
