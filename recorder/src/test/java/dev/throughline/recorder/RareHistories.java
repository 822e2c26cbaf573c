package dev.throughline.recorder;

import dev.throughline.tracing.contract.Relation;
import io.opentelemetry.context.Scope;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.RetryOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The histories of what operators do to runs, of Nexus operations, and of rarer mishaps. */
final class RareHistories extends Recording {
  RareHistories(String address) {
    super(address);
  }

  @Override
  List<WorkerFactory> work() {
    WorkerFactory workers = WorkerFactory.newInstance(client("worker-3", true));
    Worker worker = workers.newWorker(TRACED);
    worker.registerWorkflowImplementationTypes(RareScripts.class);
    worker.registerActivitiesImplementations(new Tasks(null));
    worker.registerNexusServiceImplementation(new NexusErrand.Handler());
    workers.start();
    return List.of(workers);
  }

  @Override
  void generate() {
    WorkflowStub errands = start(traced, "nexus-by-runs", "Errands", options -> options);
    WorkflowStub timeOuts = start(traced, "activity-never-done", "TimeOuts", options -> options);
    activities();
    runs();
    messages();
    children();
    try (Scope ignored = Relation.SAME_TRACE.makeCurrent()) {
      chain("retry-of-run-same-trace", "RetryRun", options -> options.setRetryOptions(twice()));
      cron();
    }
    chain(
        "retry-of-run-timed-out",
        "TimedOutFirst",
        options -> options.setWorkflowRunTimeout(Duration.ofSeconds(1)).setRetryOptions(twice()));
    close("activity-never-done", timeOuts);
    close("nexus-by-runs", errands);
    keepErrand("nexus-errand", errands);
    WorkflowStub errand = start(traced, "nexus-traced", "Errand", options -> options);
    close("nexus-traced", errand);
    keepErrand("nexus-traced-errand", errand);
  }

  private static RetryOptions twice() {
    return RetryOptions.newBuilder()
        .setInitialInterval(Duration.ofMillis(50))
        .setMaximumAttempts(2)
        .build();
  }

  private void activities() {
    WorkflowStub reset = start(traced, "activity-reset", "Stubborn", options -> options);
    awaitActivity(reset, activity -> activity.getAttempt() == 3);
    operator.resetActivity(execution(reset), "FailTwiceThenDo");
    close("activity-reset", reset);

    WorkflowStub paused = start(traced, "activity-paused", "Later", options -> options);
    awaitActivity(paused, activity -> activity.getAttempt() == 2);
    pauseActivity(paused, "FailOnce");
    operator.unpauseActivity(execution(paused), "FailOnce");
    close("activity-paused", paused);

    WorkflowStub terminated =
        start(traced, "activity-paused-terminated", "Unstarted", options -> options);
    awaitActivity(terminated, activity -> true);
    pauseActivity(terminated, "Reserve");
    terminated.terminate("enough");
    close("activity-paused-terminated", terminated);
  }

  private void pauseActivity(WorkflowStub stub, String type) {
    operator.pauseActivity(execution(stub), type);
    awaitActivity(stub, PendingActivityInfo::getPaused);
  }

  private void awaitActivity(WorkflowStub stub, Predicate<PendingActivityInfo> wanted) {
    WorkflowStub run = stubOf(execution(stub));
    while (run.describe().getRawDescription().getPendingActivitiesList().stream()
        .noneMatch(wanted)) {
      pause();
    }
  }

  private void runs() {
    WorkflowStub unsteady = start(traced, "task-nondeterministic", "Unsteady", options -> options);
    await(unsteady, EventType.EVENT_TYPE_TIMER_STARTED);
    operator.forget(execution(unsteady));
    close("task-nondeterministic", unsteady);

    close("benign", start(traced, "benign", "Benign", options -> options));

    WorkflowStub timer = start(traced, "canceled-timer", "TimerScope", options -> options);
    await(timer, EventType.EVENT_TYPE_TIMER_STARTED);
    timer.cancel();
    close("canceled-timer", timer);

    WorkflowStub refused = start(traced, "task-refused", "Refused", options -> options);
    await(refused, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    refused.terminate("enough");
    close("task-refused", refused);

    WorkflowStub quiet = start(traced, "quiet", "Quiet", options -> options);
    await(quiet, EventType.EVENT_TYPE_MARKER_RECORDED);
    operator.pause(execution(quiet));
    await(quiet, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_PAUSED);
    operator.unpause(execution(quiet));
    quiet.signal("done");
    close("quiet", quiet);
  }

  private void messages() {
    WorkflowStub running = start(traced, "signal-with-start-running", "Wait", options -> options);
    await(running, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    inRequest(
        () ->
            stub(traced, "signal-with-start-running", "Wait", options -> options)
                .signalWithStart("done", new Object[0], new Object[0]));
    close("signal-with-start-running", running);

    WorkflowStub updated =
        stub(
            traced,
            "update-with-start",
            "Wait",
            options ->
                options.setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING));
    inRequest(() -> update(updated));
    updated.signal("done");
    close("update-with-start", updated);

    WorkflowStub canceled = start(traced, "canceled-by-workflow", "Wait", options -> options);
    await(canceled, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    close("messenger", start(traced, "messenger", "Messenger", options -> options));
    close("canceled-by-workflow", canceled);
  }

  private static void update(WorkflowStub stub) {
    stub.executeUpdateWithStart(
        UpdateOptions.newBuilder(String.class)
            .setUpdateName("change")
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build(),
        new Object[0],
        new Object[0]);
  }

  private void children() {
    WorkflowStub parent = start(traced, "reset-child-parent", "ParentOfReset", o -> o);
    await(parent, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED);
    WorkflowExecution base = execution(plain.newUntypedWorkflowStub("reset-child"));
    await(stubOf(base), EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    while (tasks(history(base)).size() < 2) {
      pause();
    }
    WorkflowStub reset = stubOf(run("reset-child", operator.reset(base, firstTask(history(base)))));
    keep("reset-child-base", base);
    reset.signal("done");
    close("reset-child", reset);
    close("reset-child-parent", parent);

    close("parent-of-many", start(traced, "parent-of-many", "ParentOfMany", o -> o));
    close("child-canceled", plain.newUntypedWorkflowStub("child-canceled"));
    close("child-terminated", plain.newUntypedWorkflowStub("child-terminated"));
    keepChain("child-chain");
    keepChain("child-retried");
  }

  private void keepChain(String workflowId) {
    WorkflowStub second = plain.newUntypedWorkflowStub(workflowId);
    close(workflowId + "-2", second);
    var started =
        history(execution(second)).getEvents().get(0).getWorkflowExecutionStartedEventAttributes();
    keep(workflowId + "-1", run(workflowId, started.getContinuedExecutionRunId()));
  }

  /** The run that is the first operation of another. */
  private void keepErrand(String name, WorkflowStub caller) {
    history(execution(caller)).getEvents().stream()
        .filter(HistoryEvent::hasNexusOperationStartedEventAttributes)
        .limit(1)
        .map(started -> started.getLinks(0).getWorkflowEvent())
        .forEach(errand -> keep(name, run(errand.getWorkflowId(), errand.getRunId())));
  }

  private void cron() {
    WorkflowStub cron =
        start(traced, "cron-same-trace", "Child", o -> o.setCronSchedule("@every 1s"));
    String second = nextRun(execution(cron));
    String third = nextRun(run("cron-same-trace", second));
    cron.terminate("enough");
    close("cron-same-trace-3", stubOf(run("cron-same-trace", third)));
    keep("cron-same-trace-2", run("cron-same-trace", second));
    keep("cron-same-trace-1", execution(cron));
  }
}
