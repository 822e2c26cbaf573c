package dev.throughline.workflows;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;

/** A time-skipping server and a worker with the real workflows and fake activities. */
final class Environment implements AutoCloseable {

  static final String WORKFLOW_ID = "id-1";

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  final FakeActivities activities = new FakeActivities(temporal::currentTimeMillis);

  final FakeOrderSteps orderSteps = new FakeOrderSteps();

  Environment() {
    Worker worker =
        temporal.newWorker(
            Workflows.DEFAULT_TASK_QUEUE,
            WorkerOptions.newBuilder()
                // A cancellation comes with the answer to a heartbeat that is sent.
                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(20))
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(20))
                .build());
    Workflows.register(worker);
    worker.registerActivitiesImplementations(activities, orderSteps);
    temporal.start();
  }

  long now() {
    return temporal.currentTimeMillis();
  }

  WorkflowClient client() {
    return temporal.getWorkflowClient();
  }

  <T> T stub(Class<T> workflow) {
    return client().newWorkflowStub(workflow, options());
  }

  WorkflowStub stub(String workflowType) {
    return client().newUntypedWorkflowStub(workflowType, options());
  }

  private static WorkflowOptions options() {
    return WorkflowOptions.newBuilder()
        .setTaskQueue(Workflows.DEFAULT_TASK_QUEUE)
        .setWorkflowId(WORKFLOW_ID)
        .build();
  }

  @Override
  public void close() {
    temporal.close();
  }
}
