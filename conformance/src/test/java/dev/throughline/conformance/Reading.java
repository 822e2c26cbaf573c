package dev.throughline.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows to read, by their types. */
public final class Reading implements DynamicWorkflow {
  static final String TASK_QUEUE = "reading";

  private final List<String> signals = new ArrayList<>();

  /** What they do. */
  @ActivityInterface
  public interface Tasks {
    /** Gets as far as it says, and fails. */
    void fail(int progress);
  }

  /** The tasks done. */
  public static final class FailingTasks implements Tasks {
    @Override
    public void fail(int progress) {
      Activity.getExecutionContext().heartbeat(progress);
      throw ApplicationFailure.newFailure("out of stock", "OutOfStock");
    }
  }

  public Reading() {
    Workflow.registerListener((DynamicSignalHandler) (name, arguments) -> signals.add(name));
  }

  @Override
  public @Nullable Object execute(EncodedValues arguments) {
    switch (Workflow.getInfo().getWorkflowType()) {
      case "Echo" -> {
        Workflow.await(() -> !signals.isEmpty());
        return arguments.get(JsonNode.class);
      }
      case "Again" -> {
        int left = arguments.get(Integer.class);
        if (left > 0) {
          Workflow.continueAsNew(left - 1);
        }
        Workflow.await(() -> !signals.isEmpty());
        return "done";
      }
      case "Stuck" -> tasks(10).fail(7);
      case "Refused" -> tasks(1).fail(7);
      default -> {}
    }
    return null;
  }

  private static Tasks tasks(int attempts) {
    return Workflow.newActivityStub(
        Tasks.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(20))
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofHours(1))
                    .setMaximumAttempts(attempts)
                    .build())
            .build());
  }
}
