package dev.throughline.recorder;

import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalException;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicUpdateHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.NexusOperationOptions;
import io.temporal.workflow.NexusServiceOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The workflows of {@link RareHistories}, by type. */
public final class RareScripts implements DynamicWorkflow {
  private static final AtomicInteger UNSTEADY = new AtomicInteger();
  private static final ActivityOptions PLAIN =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(5))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofMillis(100))
                  .setBackoffCoefficient(200)
                  .setMaximumInterval(Duration.ofSeconds(20))
                  .build())
          .build();

  private final List<String> signals = new ArrayList<>();

  /** Handlers are there before the first task's updates come. */
  public RareScripts() {
    Workflow.registerListener((DynamicSignalHandler) (name, input) -> signals.add(name));
    Workflow.registerListener((DynamicUpdateHandler) (name, input) -> name);
  }

  @Override
  public @Nullable Object execute(EncodedValues args) {
    switch (Workflow.getInfo().getWorkflowType()) {
      case "Child" -> Workflow.sleep(Duration.ofMillis(20));
      case "Broken" -> throw ApplicationFailure.newNonRetryableFailure("broken", "Broken");
      case "Benign" ->
          throw ApplicationFailure.newBuilder()
              .setMessage("nothing to do")
              .setType("Idle")
              .setNonRetryable(true)
              .setCategory(ApplicationErrorCategory.BENIGN)
              .build();
      case "RetryRun" -> {
        if (Workflow.getInfo().getAttempt() == 1) {
          throw ApplicationFailure.newFailure("not yet", "NotYet");
        }
      }
      case "TimedOutFirst" -> Workflow.await(() -> Workflow.getInfo().getAttempt() > 1);
      case "Chain" -> {
        if (Workflow.getInfo().getContinuedExecutionRunId().isEmpty()) {
          Workflow.continueAsNew();
        }
      }
      case "Stubborn" -> activity(PLAIN, "FailTwiceThenDo");
      case "Later" ->
          activity(
              PLAIN.toBuilder()
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofMinutes(1)).build())
                  .build(),
              "FailOnce");
      case "Unstarted" -> activity(unstarted(Duration.ofMinutes(1)), "Reserve");
      case "TimeOuts" -> {
        failing(() -> activity(unstarted(Duration.ofMillis(300)), "Reserve"));
        failing(
            () ->
                activity(
                    PLAIN.toBuilder().setScheduleToCloseTimeout(Duration.ofMillis(900)).build(),
                    "FailTwice"));
      }
      case "Unsteady" -> unsteady();
      case "Refused" ->
          Workflow.upsertTypedSearchAttributes(
              SearchAttributeKey.forKeyword("NobodyKnowsThis").valueSet("x"));
      case "Quiet" -> quiet();
      case "Messenger" -> messenger();
      case "TimerScope" -> Workflow.sleep(Duration.ofHours(1));
      case "ParentOfReset" -> child("Reset", "reset-child").execute(String.class);
      case "Reset" -> {
        activity(PLAIN, "Reserve");
        Workflow.await(() -> signals.contains("done"));
      }
      case "ParentOfMany" -> parentOfMany();
      case "Errand" -> errands(Duration.ofSeconds(20)).run("Child");
      case "Errands" -> errands();
      default -> Workflow.await(() -> signals.contains("done"));
    }
    return null;
  }

  /** Takes another way the second time, and then goes back to the old one. */
  private static void unsteady() {
    if (UNSTEADY.getAndIncrement() == 1) {
      activity(PLAIN, "Reserve");
    } else {
      Workflow.sleep(Duration.ofMillis(20));
    }
  }

  /** What makes events, but no spans. */
  private void quiet() {
    Workflow.upsertMemo(Map.of("note", "x"));
    Workflow.getVersion("change", Workflow.DEFAULT_VERSION, 1);
    Workflow.sideEffect(Integer.class, () -> 1);
    Workflow.await(() -> signals.contains("done"));
  }

  private static void messenger() {
    Workflow.newUntypedExternalWorkflowStub("canceled-by-workflow").cancel();
    failing(() -> Workflow.newUntypedExternalWorkflowStub("nobody").signal("hello"));
    failing(() -> Workflow.newUntypedExternalWorkflowStub("nobody").cancel());
  }

  /** A child that is canceled, two that go on in other runs, and one that outlives the parent. */
  private static void parentOfMany() {
    ChildWorkflowStub canceled = child("Wait", "child-canceled");
    List<Promise<String>> results = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(() -> results.add(canceled.executeAsync(String.class)));
    scope.run();
    canceled.getExecution().get();
    scope.cancel();
    failing(() -> results.get(0).get());
    child("Chain", "child-chain").execute(String.class);
    Workflow.newUntypedChildWorkflowStub(
            "RetryRun",
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId("child-retried")
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                .build())
        .execute(String.class);
    ChildWorkflowStub left =
        Workflow.newUntypedChildWorkflowStub(
            "Wait",
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId("child-terminated")
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)
                .build());
    Promise<String> unused = left.executeAsync(String.class);
    left.getExecution().get();
  }

  /** Operations that workflows do: one that ends well, one of each bad end, one that is open. */
  private static void errands() {
    NexusErrand errands = errands(Duration.ofSeconds(20));
    errands.run("Child");
    failing(() -> errands.run("Broken"));
    failing(() -> errands.run("nonsense"));
    failing(() -> errands(Duration.ofSeconds(3)).run("Wait"));
    List<Promise<String>> results = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(() -> results.add(Async.function(() -> errands.run("Wait"))));
    scope.run();
    Workflow.sleep(Duration.ofSeconds(1));
    scope.cancel();
    failing(() -> results.get(0).get());
    Promise<String> unused = Async.function(() -> errands.run("Wait"));
    Workflow.sleep(Duration.ofMillis(20));
  }

  private static NexusErrand errands(Duration limit) {
    return Workflow.newNexusServiceStub(
        NexusErrand.class,
        NexusServiceOptions.newBuilder()
            .setEndpoint(HistoryGenerator.ENDPOINT)
            .setOperationOptions(
                NexusOperationOptions.newBuilder().setScheduleToCloseTimeout(limit).build())
            .build());
  }

  private static ChildWorkflowStub child(String type, String id) {
    return Workflow.newUntypedChildWorkflowStub(
        type, ChildWorkflowOptions.newBuilder().setWorkflowId(id).build());
  }

  private static ActivityOptions unstarted(Duration limit) {
    return ActivityOptions.newBuilder()
        .setScheduleToCloseTimeout(limit)
        .setTaskQueue(Scripts.NOBODY)
        .build();
  }

  private static void activity(ActivityOptions options, String type) {
    Workflow.newUntypedActivityStub(options).execute(type, String.class);
  }

  private static void failing(Runnable call) {
    try {
      call.run();
    } catch (TemporalException expected) {
      Workflow.getLogger(RareScripts.class).debug("expected", expected);
    }
  }
}
