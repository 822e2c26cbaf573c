package dev.throughline.recorder;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.PauseWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.UUID;

/** What an operator does to runs, of which workflow code and clients know nothing. */
record Operator(WorkflowServiceBlockingStub service) {
  /** Returns the new run's id. */
  String reset(WorkflowExecution run, long taskFinishEventId) {
    return service
        .resetWorkflowExecution(
            ResetWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(run)
                .setReason("once more")
                .setRequestId(UUID.randomUUID().toString())
                .setWorkflowTaskFinishEventId(taskFinishEventId)
                .build())
        .getRunId();
  }

  /** The run's worker gets the whole history with its next task, and replays it. */
  void forget(WorkflowExecution run) {
    var unused =
        service.resetStickyTaskQueue(
            ResetStickyTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setExecution(run)
                .build());
  }

  void pause(WorkflowExecution run) {
    var unused =
        service.pauseWorkflowExecution(
            PauseWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowId(run.getWorkflowId())
                .setRunId(run.getRunId())
                .setRequestId(UUID.randomUUID().toString())
                .build());
  }

  void unpause(WorkflowExecution run) {
    var unused =
        service.unpauseWorkflowExecution(
            UnpauseWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowId(run.getWorkflowId())
                .setRunId(run.getRunId())
                .setRequestId(UUID.randomUUID().toString())
                .build());
  }

  void resetActivity(WorkflowExecution run, String type) {
    var unused =
        service.resetActivity(
            ResetActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(run)
                .setType(type)
                .build());
  }

  void pauseActivity(WorkflowExecution run, String type) {
    var unused =
        service.pauseActivity(
            PauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(run)
                .setType(type)
                .setReason("let us see")
                .build());
  }

  void unpauseActivity(WorkflowExecution run, String type) {
    var unused =
        service.unpauseActivity(
            UnpauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(run)
                .setType(type)
                .build());
  }
}
