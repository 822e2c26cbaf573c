package dev.throughline.conformance;

import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.DynamicQueryHandler;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicUpdateHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * A worker that stands in for the product's: it takes every signal, query and update of every type,
 * and answers by what is said in them.
 */
final class OperatedRuns implements AutoCloseable {
  private static final String TASK_QUEUE = "operated";

  private final Cluster cluster;
  private final WorkerFactory factory;

  OperatedRuns(Cluster cluster) {
    this.cluster = cluster;
    this.factory = WorkerFactory.newInstance(cluster.temporal().client());
    factory.newWorker(TASK_QUEUE).registerWorkflowImplementationTypes(Stand.class);
    factory.start();
  }

  /** Starts a run of the type. */
  Job start(String type) {
    return start(type, TASK_QUEUE);
  }

  /** Starts a run that no worker knows of. */
  Job startWithoutWorker(String type) {
    return start(type, "nobody");
  }

  private Job start(String type, String taskQueue) {
    WorkflowStub run =
        cluster
            .temporal()
            .client()
            .newUntypedWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("a b;" + type + "-" + UUID.randomUUID())
                    .setTaskQueue(taskQueue)
                    .build());
    return new Job(run.start().getWorkflowId(), run.getExecution().getRunId(), "");
  }

  RunHistory history(Job run) {
    return run.history(cluster);
  }

  @Override
  public void close() {
    factory.shutdownNow();
  }

  /** Runs until it has had the signal {@code resume} or is canceled. */
  public static final class Stand implements DynamicWorkflow {
    private int signals;
    private boolean resumed;

    @Override
    public Object execute(EncodedValues input) {
      Workflow.registerListener(
          (DynamicSignalHandler)
              (name, values) -> {
                signals++;
                resumed = resumed || name.equals("resume");
              });
      Workflow.registerListener((DynamicQueryHandler) this::query);
      Workflow.registerListener(
          new DynamicUpdateHandler() {
            @Override
            public void handleValidate(String name, EncodedValues values) {
              if (by(values).equals("nobody")) {
                throw ApplicationFailure.newFailure("nobody may not decide", "NotAllowed");
              }
            }

            @Override
            public Object handleExecute(String name, EncodedValues values) {
              return update(name, by(values));
            }
          });
      Workflow.await(() -> resumed);
      return signals;
    }

    private Object query(String name, EncodedValues values) {
      if (name.equals("progress") && signals == 0) {
        throw ApplicationFailure.newFailure("nothing done yet", "NotYet");
      }
      return Map.of("signals", signals);
    }

    private static Object update(String name, String by) {
      if (by.equals("slow")) {
        Workflow.sleep(Duration.ofSeconds(3));
      }
      if (by.equals("failing")) {
        throw ApplicationFailure.newFailureWithCause(
            "it went wrong", "Wrong", ApplicationFailure.newFailure("deep down", "Deep"));
      }
      return Map.of("decided", name + " by " + by);
    }

    private static String by(EncodedValues values) {
      return String.valueOf(values.get(0, Map.class).get("by"));
    }
  }
}
