package dev.throughline.conformance;

import static io.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalServerIT {
  @Test
  void run_outlivesAStopAndAStart(@TempDir Path directory) throws Exception {
    try (TemporalServer server = new TemporalServer(directory)) {
      server.start();
      WorkflowStub workflow =
          server
              .client()
              .newUntypedWorkflowStub(
                  "Nothing",
                  WorkflowOptions.newBuilder()
                      .setWorkflowId("waiting")
                      .setTaskQueue("without-a-worker")
                      .build());
      workflow.start();

      server.stop();
      assertThatThrownBy(() -> ping(server)).isInstanceOf(StatusRuntimeException.class);
      server.start();

      assertThat(statusOf("waiting", server)).isEqualTo(WORKFLOW_EXECUTION_STATUS_RUNNING);
    }
  }

  private static WorkflowExecutionStatus statusOf(String workflowId, TemporalServer server) {
    return server
        .service()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build())
        .getWorkflowExecutionInfo()
        .getStatus();
  }

  private static void ping(TemporalServer server) {
    server
        .service()
        .blockingStub()
        .withDeadlineAfter(1, TimeUnit.SECONDS)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
  }
}
