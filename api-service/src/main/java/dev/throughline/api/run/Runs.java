package dev.throughline.api.run;

import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;

/** Which run is meant. */
final class Runs {
  private Runs() {}

  /**
   * The run with its run id.
   *
   * @param runId empty for the latest, for which Temporal is asked
   */
  static WorkflowExecution named(TemporalService temporal, String workflowId, String runId) {
    WorkflowExecution run = TemporalService.run(workflowId, runId);
    return runId.isEmpty() ? info(temporal, run).getExecution() : run;
  }

  /** What Temporal has about it. */
  static WorkflowExecutionInfo info(TemporalService temporal, WorkflowExecution run) {
    return temporal
        .calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setExecution(run)
                .build())
        .getWorkflowExecutionInfo();
  }
}
