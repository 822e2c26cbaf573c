package dev.throughline.conformance;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.worker.Worker;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A workflow of so many steps, each an activity and a short timer. */
@WorkflowInterface
public interface Walk {
  /** How many of the next workflow tasks fail as they begin. */
  AtomicInteger FAILURES_LEFT = new AtomicInteger();

  /** Returns the number of steps, which it has taken. */
  @WorkflowMethod
  int walk(int steps);

  /** Returns how many steps it has taken. */
  @QueryMethod
  int step();

  /** Signals another workflow. */
  @SignalMethod
  void tell(String workflowId);

  /** Does nothing. */
  @SignalMethod
  void told();

  static void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(WalkImpl.class);
    worker.registerActivitiesImplementations((Notes) step -> {});
  }

  /** The activity of a step. */
  @ActivityInterface
  interface Notes {
    /** Does nothing. */
    void note(int step);
  }

  /** The workflow. */
  class WalkImpl implements Walk {
    private final Notes notes =
        Workflow.newActivityStub(
            Notes.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(5)).build());
    private int step;

    @Override
    public int walk(int steps) {
      // A workflow that is not deterministic, on purpose: its first tasks fail and are tried again.
      if (FAILURES_LEFT.getAndDecrement() > 0) {
        throw new AssertionError("as the test wants it");
      }
      while (step < steps) {
        notes.note(step);
        Workflow.sleep(Duration.ofMillis(100));
        step++;
      }
      return step;
    }

    @Override
    public int step() {
      return step;
    }

    @Override
    public void tell(String workflowId) {
      Workflow.newExternalWorkflowStub(Walk.class, workflowId).told();
    }

    @Override
    public void told() {}
  }
}
