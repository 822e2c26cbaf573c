package dev.throughline.api.run;

import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;

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
    return runId.isEmpty() ? temporal.describe(run).getWorkflowExecutionInfo().getExecution() : run;
  }
}
