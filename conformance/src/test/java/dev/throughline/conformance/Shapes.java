package dev.throughline.conformance;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicUpdateHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Workflows of all shapes, by their types. */
public final class Shapes implements DynamicWorkflow {
  static final String NOBODYS_TASK_QUEUE = "nobody's";
  static final int FAN = 100;

  private static final RetryOptions QUICKLY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(20))
          .setBackoffCoefficient(1)
          .setMaximumAttempts(ShapeTasks.ATTEMPTS)
          .build();
  private static final ActivityOptions PATIENT =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(20))
          .setRetryOptions(QUICKLY)
          .build();
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final ShapeTasks tasks = Workflow.newActivityStub(ShapeTasks.class, PATIENT);
  private final Set<String> heard = new HashSet<>();

  /** Listens already here: what comes with the start is handled before {@link #execute}. */
  public Shapes() {
    Workflow.registerListener((DynamicSignalHandler) (name, arguments) -> heard.add(name));
    Workflow.registerListener((DynamicUpdateHandler) (name, arguments) -> heard.add(name));
  }

  @Override
  public @Nullable Object execute(EncodedValues arguments) {
    String type = Workflow.getInfo().getWorkflowType();
    switch (type) {
      case "Success" -> tasks.reserve();
      case "Failure" -> tasks.refuse();
      case "Retry" -> tasks.failTwice();
      case "Local" -> local();
      case "Parallel" -> inParallel(List.of(tasks::pack, tasks::pay, tasks::reserve));
      case "FailedBranch" -> inParallel(List.of(tasks::pack, tasks::refuse));
      case "FanOut" -> inParallel(Collections.nCopies(FAN, tasks::reserve));
      case "Compensation" -> compensated();
      case "Polling" -> poll();
      case "CanceledScope" -> canceledScope();
      case "TimedOutActivity" -> timedOut(arguments.get(TimeoutType.class));
      case "CallBack" -> tasks.callBack();
      case "Wait" -> {
        tasks.reserve();
        Workflow.await(() -> !heard.isEmpty());
        tasks.pay();
      }
      case "Listen" -> Workflow.await(() -> !heard.isEmpty());
      case "Tell" ->
          Workflow.newUntypedExternalWorkflowStub(arguments.get(String.class)).signal("resume");
      case "Parent" -> child("Success");
      case "ParentOfFailure" -> failing(() -> child("Failure"));
      case "ParentOfItself" -> failing(() -> child(Workflow.getInfo().getWorkflowId(), "Success"));
      case "SecondTry" -> {
        if (Workflow.getInfo().getAttempt() == 1) {
          throw ApplicationFailure.newFailure("not yet", "NotYet");
        }
      }
      case "Chain" -> {
        int left = arguments.get(Integer.class);
        if (left > 1) {
          Workflow.continueAsNew(left - 1);
        }
      }
      case "Nothing" -> {}
      default -> throw ApplicationFailure.newNonRetryableFailure(type, "UnknownShape");
    }
    return null;
  }

  private static void local() {
    Workflow.newLocalActivityStub(
            ShapeTasks.class,
            LocalActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofSeconds(5))
                .setRetryOptions(QUICKLY)
                .build())
        .failTwice();
  }

  /** Fails, if one fails, but not before those in front of it have ended. */
  private static void inParallel(List<Functions.Proc> branches) {
    List<Promise<Void>> running = new ArrayList<>();
    branches.forEach(branch -> running.add(Async.procedure(branch)));
    running.forEach(Promise::get);
  }

  private void compensated() {
    tasks.reserve();
    try {
      tasks.refuse();
    } catch (ActivityFailure expected) {
      tasks.release();
    }
  }

  private void poll() {
    for (int round = 1; !tasks.check(round); round++) {
      Workflow.sleep(Duration.ofMillis(50));
    }
  }

  private void canceledScope() {
    ShapeTasks watching =
        Workflow.newActivityStub(
            ShapeTasks.class,
            PATIENT.toBuilder()
                .setHeartbeatTimeout(Duration.ofSeconds(3))
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .build());
    List<Promise<Void>> inScope = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(
            () -> {
              inScope.add(Async.procedure(watching::watch));
              inScope.add(Workflow.newTimer(Duration.ofHours(1)));
            });
    scope.run();
    Workflow.await(() -> !heard.isEmpty());
    scope.cancel();
    inScope.forEach(each -> failing(each::get));
    tasks.release();
  }

  private static void timedOut(TimeoutType type) {
    ActivityOptions.Builder options =
        PATIENT.toBuilder()
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build());
    switch (type) {
      case TIMEOUT_TYPE_START_TO_CLOSE -> options.setStartToCloseTimeout(SHORT);
      case TIMEOUT_TYPE_SCHEDULE_TO_START ->
          options.setScheduleToStartTimeout(SHORT).setTaskQueue(NOBODYS_TASK_QUEUE);
      case TIMEOUT_TYPE_SCHEDULE_TO_CLOSE -> options.setScheduleToCloseTimeout(SHORT);
      case TIMEOUT_TYPE_HEARTBEAT -> options.setHeartbeatTimeout(SHORT);
      default -> throw ApplicationFailure.newNonRetryableFailure(type.name(), "UnknownTimeOut");
    }
    Workflow.newActivityStub(ShapeTasks.class, options.build()).hang();
  }

  private static void child(String type) {
    child(Workflow.randomUUID().toString(), type);
  }

  private static void child(String workflowId, String type) {
    Workflow.newUntypedChildWorkflowStub(
            type, ChildWorkflowOptions.newBuilder().setWorkflowId(workflowId).build())
        .execute(Void.class);
  }

  private static void failing(Functions.Proc call) {
    try {
      call.apply();
    } catch (TemporalFailure expected) {
      Workflow.getLogger(Shapes.class).debug("as it should be", expected);
    }
  }
}
