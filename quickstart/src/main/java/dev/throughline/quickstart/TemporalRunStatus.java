package dev.throughline.quickstart;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;

/** Asks the Temporal server. */
record TemporalRunStatus(WorkflowServiceStubs temporal) implements RunStatus {
  @Override
  public boolean isClosed(Run run) {
    try {
      return temporal
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(run.namespace())
                  .setExecution(
                      WorkflowExecution.newBuilder()
                          .setWorkflowId(run.workflowId())
                          .setRunId(run.runId()))
                  .build())
          .getWorkflowExecutionInfo()
          .hasCloseTime();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.NOT_FOUND;
    }
  }
}
