package dev.throughline.recorder;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.NexusOperationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicUpdateHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.NexusOperationOptions;
import io.temporal.workflow.NexusServiceOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The workflows of {@link CommonHistories}, by type. */
public final class Scripts implements DynamicWorkflow {
  static final String NOBODY = "nobody";
  static final String FOREIGN_ACTIVITIES = "foreign-activities";
  static final AtomicBoolean STUMBLED = new AtomicBoolean();

  private static final RetryOptions ONCE = RetryOptions.newBuilder().setMaximumAttempts(1).build();
  private static final RetryOptions QUICKLY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(20))
          .setBackoffCoefficient(1)
          .setMaximumAttempts(3)
          .build();
  private static final ActivityOptions PLAIN =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(5))
          .setRetryOptions(QUICKLY)
          .build();

  private final List<String> signals = new ArrayList<>();

  @Override
  public @Nullable Object execute(EncodedValues args) {
    Workflow.registerListener((DynamicSignalHandler) (name, input) -> signals.add(name));
    Workflow.registerListener((DynamicUpdateHandler) this::update);
    WorkflowInfo info = Workflow.getInfo();
    switch (info.getWorkflowType()) {
      case "Order", "Foreign" -> activity(PLAIN, "Reserve");
      case "Retry3" -> activity(PLAIN, "FailTwice");
      case "Retry2" -> activity(PLAIN, "FailOnce");
      case "RetryTimedOut" ->
          activity(
              PLAIN.toBuilder().setStartToCloseTimeout(Duration.ofMillis(400)).build(), "HangOnce");
      case "Fail" -> activity(PLAIN, "Refuse");
      case "TimeOuts" -> timeOuts();
      case "Lost" ->
          failing(
              () ->
                  activity(
                      PLAIN.toBuilder()
                          .setTaskQueue(NOBODY)
                          .setStartToCloseTimeout(Duration.ofMillis(400))
                          .setRetryOptions(ONCE)
                          .build(),
                      "Reserve"));
      case "LostOpen" ->
          activity(PLAIN.toBuilder().setTaskQueue(NOBODY).setRetryOptions(ONCE).build(), "Reserve");
      case "Cancel" -> cancel();
      case "Elsewhere" -> {
        activity(PLAIN, "Elsewhere", "complete");
        failing(() -> activity(PLAIN, "Elsewhere", "fail"));
      }
      case "Timers" -> {
        CancellationScope scope =
            Workflow.newCancellationScope(() -> Workflow.newTimer(Duration.ofHours(1)));
        scope.run();
        Workflow.sleep(Duration.ofMillis(30));
        scope.cancel();
        Workflow.newTimer(Duration.ofHours(2)); // open at the end
      }
      case "Signals" -> Workflow.await(() -> signals.contains("done"));
      case "Signaller" -> Workflow.newUntypedExternalWorkflowStub("signals").signal("done");
      case "Parent" -> parent();
      case "Child" -> Workflow.sleep(Duration.ofMillis(20));
      case "BadChild" -> throw ApplicationFailure.newNonRetryableFailure("broken", "BadChild");
      case "Chain" -> {
        if (info.getContinuedExecutionRunId().isEmpty()) {
          Workflow.continueAsNew();
        }
        activity(PLAIN, "Reserve");
      }
      case "RetryRun" -> {
        if (info.getAttempt() == 1) {
          throw ApplicationFailure.newFailure("not yet", "NotYet");
        }
      }
      case "Stumble" -> {
        if (STUMBLED.compareAndSet(false, true)) {
          throw new AssertionError("stumbled");
        }
      }
      case "Local" ->
          Workflow.newUntypedLocalActivityStub(
                  LocalActivityOptions.newBuilder()
                      .setStartToCloseTimeout(Duration.ofSeconds(5))
                      .setRetryOptions(QUICKLY)
                      .build())
              .execute("FailOnce", String.class);
      case "ResetOpen" -> {
        Workflow.newTimer(Duration.ofMillis(20)).get();
        activity(PLAIN, "Slow");
        Workflow.await(() -> signals.contains("done"));
      }
      case "ResetClosed" -> {
        activity(PLAIN, "Reserve");
        Workflow.sleep(Duration.ofMillis(20));
      }
      case "Mixed" ->
          activity(PLAIN.toBuilder().setTaskQueue(FOREIGN_ACTIVITIES).build(), "FailOnce");
      case "MixedBack" ->
          activity(PLAIN.toBuilder().setTaskQueue(Recording.TRACED).build(), "Reserve");
      case "Nexus" -> {
        NexusGreeting greeting =
            Workflow.newNexusServiceStub(
                NexusGreeting.class,
                NexusServiceOptions.newBuilder()
                    .setEndpoint(HistoryGenerator.ENDPOINT)
                    .setOperationOptions(
                        NexusOperationOptions.newBuilder()
                            .setScheduleToCloseTimeout(Duration.ofSeconds(5))
                            .build())
                    .build());
        greeting.greet("you");
        try {
          greeting.greet("nobody");
        } catch (NexusOperationFailure expected) {
          return null;
        }
      }
      default -> Workflow.await(() -> signals.contains("done"));
    }
    return null;
  }

  private String update(String name, EncodedValues args) {
    switch (name) {
      case "refuse" -> throw ApplicationFailure.newNonRetryableFailure("refused", "Refused");
      case "open" -> Workflow.await(() -> false);
      default -> Workflow.sleep(Duration.ofMillis(20));
    }
    return name;
  }

  private static void activity(ActivityOptions options, String type, String... argument) {
    Workflow.newUntypedActivityStub(options).execute(type, String.class, (Object[]) argument);
  }

  private static void failing(Runnable call) {
    try {
      call.run();
    } catch (ActivityFailure expected) {
      Workflow.getLogger(Scripts.class).debug("expected", expected);
    }
  }

  private static void timeOuts() {
    ActivityOptions.Builder once = PLAIN.toBuilder().setRetryOptions(ONCE);
    List<Promise<String>> all =
        List.of(
            begin(once.setStartToCloseTimeout(Duration.ofMillis(400)).build(), "Hang"),
            begin(
                once.setStartToCloseTimeout(Duration.ofSeconds(5))
                    .setHeartbeatTimeout(Duration.ofMillis(300))
                    .build(),
                "Hang"),
            begin(
                PLAIN.toBuilder()
                    .setScheduleToCloseTimeout(Duration.ofMillis(600))
                    .setRetryOptions(ONCE)
                    .build(),
                "Hang"),
            begin(
                PLAIN.toBuilder()
                    .setScheduleToStartTimeout(Duration.ofMillis(300))
                    .setTaskQueue(NOBODY + "-at-all")
                    .build(),
                "Reserve"));
    all.forEach(result -> failing(result::get));
  }

  private static Promise<String> begin(ActivityOptions options, String type) {
    return Workflow.newUntypedActivityStub(options).executeAsync(type, String.class);
  }

  private static void cancel() {
    List<Promise<String>> all = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(
            () -> {
              all.add(
                  begin(
                      PLAIN.toBuilder()
                          .setHeartbeatTimeout(Duration.ofSeconds(1))
                          .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                          .build(),
                      "Heartbeat"));
              all.add(
                  begin(
                      PLAIN.toBuilder()
                          .setTaskQueue(NOBODY + "-at-all")
                          .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                          .build(),
                      "Reserve"));
            });
    scope.run();
    Workflow.sleep(Duration.ofMillis(300));
    scope.cancel();
    all.forEach(result -> failing(result::get));
  }

  private static void parent() {
    child("Child", "child-completed");
    child("BadChild", "child-failed");
    child("Child", "child-taken");
  }

  private static void child(String type, String id) {
    try {
      Workflow.newUntypedChildWorkflowStub(
              type, ChildWorkflowOptions.newBuilder().setWorkflowId(id).build())
          .execute(String.class);
    } catch (ChildWorkflowFailure | CanceledFailure expected) {
      Workflow.getLogger(Scripts.class).debug("expected", expected);
    }
  }
}
