package dev.throughline.api.start;

import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.start.Starts.Call;
import dev.throughline.api.start.Starts.StartedRun;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One start for one idempotency key. The key makes the workflow id, which Temporal gives to one run
 * only, and its mark is in the run's memo: so who comes second finds the run of the first, and
 * whether it was the same request.
 */
record KeyedStart(TemporalService temporal, String taskQueue) {

  /**
   * Starts.
   *
   * @param joins whether the call may come to a run that somebody else has started
   */
  StartedRun start(
      StartWorkflow start,
      @Nullable IdempotencyKey key,
      String workflowId,
      boolean joins,
      Call call) {
    WorkflowOptions.Builder options =
        start.options().setWorkflowId(workflowId).setTaskQueue(taskQueue);
    Map<String, Object> memo = start.memoFields();
    if (key != null) {
      if (start.hasPolicy()) {
        String message = "goes without Idempotency-Key, which starts one run and never another";
        throw Problem.invalidInput(List.of(new Violation("workflowIdReusePolicy", message)))
            .exception();
      }
      memo.put(IdempotencyKey.MARK, key.mark());
      options.setWorkflowIdReusePolicy(
          WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
    }
    try {
      WorkflowExecution run = call.start(options.setMemo(memo).build());
      if (joins && key != null) {
        key.check(mark(describe(run)));
      }
      return joins || start.hasPolicy() ? StartedRun.earlier(temporal, run) : StartedRun.now(run);
    } catch (WorkflowExecutionAlreadyStarted e) {
      WorkflowExecutionInfo existing = describe(TemporalService.run(workflowId, ""));
      if (key != null) {
        String mark = mark(existing);
        key.check(mark);
        if (key.isOf(mark)) {
          return first(existing);
        }
      }
      throw alreadyStarted(existing, key != null).exception();
    }
  }

  private WorkflowExecutionInfo describe(WorkflowExecution run) {
    return temporal.describe(run).getWorkflowExecutionInfo();
  }

  private String mark(WorkflowExecutionInfo run) {
    return IdempotencyKey.markIn(run.getMemo(), temporal.client().getOptions().getDataConverter());
  }

  /** The run that the first request was answered with, whatever went on in its place. */
  private StartedRun first(WorkflowExecutionInfo run) {
    String runId = run.getFirstRunId();
    if (!runId.isEmpty()) {
      StartedRun first =
          StartedRun.earlier(
              temporal, TemporalService.run(run.getExecution().getWorkflowId(), runId));
      if (first.traceId() != null) {
        return first;
      }
    }
    // Of a chain that outlives the retention, only later runs are left.
    return StartedRun.earlier(temporal, run.getExecution());
  }

  private static Problem alreadyStarted(WorkflowExecutionInfo run, boolean keyed) {
    return Problem.of(
            "workflow-already-started",
            "A run with this workflow id is there already",
            409,
            keyed
                ? "Take another workflowId: with an Idempotency-Key an id is used once."
                : run.hasCloseTime()
                    ? "Take another workflowId, or a workflowIdReusePolicy that lets it be used."
                    : "Take another workflowId, or a workflowIdConflictPolicy.")
        .with("workflowId", run.getExecution().getWorkflowId())
        .with("runId", run.getExecution().getRunId());
  }
}
