package dev.throughline.recorder;

import dev.throughline.tracing.DurableTracing;
import dev.throughline.tracing.contract.Relation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.common.RetryOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The histories of everyday runs, and of what most often goes wrong with them. */
final class CommonHistories extends Recording {
  private static final String LOST_WORKER = "lost-1" + DurableTracing.IDENTITY_SUFFIX;

  CommonHistories(String address) {
    super(address);
  }

  @Override
  List<WorkerFactory> work() {
    WorkerFactory tracedWorkers = WorkerFactory.newInstance(client("worker-1", true));
    Worker worker = tracedWorkers.newWorker(TRACED);
    worker.registerWorkflowImplementationTypes(Scripts.class);
    worker.registerActivitiesImplementations(new Tasks(plain.newActivityCompletionClient()));
    worker.registerNexusServiceImplementation(new NexusGreeting.Handler());
    WorkerFactory foreignWorkers = WorkerFactory.newInstance(client("worker-2", false));
    Worker foreign = foreignWorkers.newWorker(FOREIGN);
    foreign.registerWorkflowImplementationTypes(Scripts.class);
    foreign.registerActivitiesImplementations(new Tasks(null));
    foreignWorkers
        .newWorker(Scripts.FOREIGN_ACTIVITIES)
        .registerActivitiesImplementations(new Tasks(null));
    tracedWorkers.start();
    foreignWorkers.start();
    return List.of(tracedWorkers, foreignWorkers);
  }

  @Override
  void generate() {
    List<Runnable> rest = new ArrayList<>();
    for (Map.Entry<String, String> simple :
        Map.ofEntries(
                Map.entry("activity", "Order"),
                Map.entry("activity-attempt-3", "Retry3"),
                Map.entry("activity-attempt-2", "Retry2"),
                Map.entry("activity-attempt-2-after-time-out", "RetryTimedOut"),
                Map.entry("activity-failed", "Fail"),
                Map.entry("activity-timed-out", "TimeOuts"),
                Map.entry("activity-canceled", "Cancel"),
                Map.entry("activity-completed-elsewhere", "Elsewhere"),
                Map.entry("timers", "Timers"),
                Map.entry("task-failed", "Stumble"),
                Map.entry("local-activity", "Local"),
                Map.entry("foreign-activity", "Mixed"),
                Map.entry("nexus", "Nexus"))
            .entrySet()) {
      WorkflowStub stub = start(traced, simple.getKey(), simple.getValue(), options -> options);
      rest.add(() -> close(simple.getKey(), stub));
    }
    lost();
    signals();
    updates();
    children();
    chains();
    ends();
    resets();
    foreign();
    relations();
    rest.forEach(Runnable::run);
  }

  private void lost() {
    WorkflowStub stub = start(traced, "activity-lost", "Lost", options -> options);
    pollActivity();
    close("activity-lost", stub);
    WorkflowStub open = start(traced, "activity-lost-open", "LostOpen", options -> options);
    pollActivity();
    open.terminate("enough");
    close("activity-lost-open", open);
    String queue = "tasks-of-nobody";
    WorkflowStub tasks =
        start(
            traced,
            "task-timed-out",
            "Wait",
            options -> options.setTaskQueue(queue).setWorkflowTaskTimeout(Duration.ofSeconds(1)));
    var poll =
        PollWorkflowTaskQueueRequest.newBuilder()
            .setNamespace("default")
            .setIdentity(LOST_WORKER)
            .setTaskQueue(TaskQueue.newBuilder().setName(queue))
            .build();
    var unused = stubs.blockingStub().pollWorkflowTaskQueue(poll);
    await(tasks, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT);
    tasks.terminate("enough");
    close("task-timed-out", tasks);
  }

  private void pollActivity() {
    var unused =
        stubs
            .blockingStub()
            .pollActivityTaskQueue(
                PollActivityTaskQueueRequest.newBuilder()
                    .setNamespace("default")
                    .setIdentity(LOST_WORKER)
                    .setTaskQueue(TaskQueue.newBuilder().setName(Scripts.NOBODY))
                    .build());
  }

  private void signals() {
    WorkflowStub signals = start(traced, "signals", "Signals", options -> options);
    inRequest(() -> signals.signal("approve"));
    plain.newUntypedWorkflowStub("signals").signal("approve");
    WorkflowStub signaller = start(traced, "signaller", "Signaller", options -> options);
    close("signaller", signaller);
    close("signals", signals);
    WorkflowStub both = stub(traced, "signal-with-start", "Signals", options -> options);
    inRequest(() -> both.signalWithStart("done", new Object[0], new Object[0]));
    close("signal-with-start", both);
  }

  private void updates() {
    WorkflowStub updates = start(traced, "updates", "Wait", options -> options);
    await(updates, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    inRequest(() -> updates.update("change", String.class));
    try {
      plain.newUntypedWorkflowStub("updates").update("refuse", String.class);
    } catch (WorkflowUpdateException expected) {
      System.out.println("refused");
    }
    updates.startUpdate(
        UpdateOptions.newBuilder(String.class)
            .setUpdateName("open")
            .setUpdateId("open-1")
            .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
            .build());
    updates.signal("done");
    close("updates", updates);
  }

  private void children() {
    WorkflowStub taken = start(plain, "child-taken", "Wait", options -> options);
    WorkflowStub parent = start(traced, "parent", "Parent", options -> options);
    close("parent", parent);
    close("child-completed", plain.newUntypedWorkflowStub("child-completed"));
    close("child-failed", plain.newUntypedWorkflowStub("child-failed"));
    taken.terminate("enough");
  }

  private void chains() {
    chain("continue-as-new", "Chain", options -> options);
    try (Scope ignored = Relation.SAME_TRACE.makeCurrent()) {
      chain("continue-as-new-same-trace", "Chain", options -> options);
    }
    try (Scope ignored = new Relation(true, true).makeCurrent()) {
      chain("continue-as-new-link-same-trace", "Chain", options -> options);
    }
    chain("foreign-continue-as-new", "Chain", options -> options.setTaskQueue(FOREIGN));
    chain(
        "retry-of-run",
        "RetryRun",
        options ->
            options.setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(50))
                    .setMaximumAttempts(2)
                    .build()));
    WorkflowStub cron =
        start(traced, "cron", "Child", options -> options.setCronSchedule("@every 1s"));
    String second = nextRun(execution(cron));
    cron.terminate("enough");
    keep("cron-1", execution(cron));
    WorkflowStub secondRun = stubOf(run("cron", second));
    while (!isClosed(history(run("cron", second)))) {
      pause();
    }
    keep("cron-2", secondRun.getExecution());
  }

  private void ends() {
    WorkflowStub terminated = start(traced, "terminated", "Wait", options -> options);
    await(terminated, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    terminated.terminate("enough");
    close("terminated", terminated);
    WorkflowStub canceled = start(traced, "canceled", "Wait", options -> options);
    await(canceled, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    canceled.cancel();
    close("canceled", canceled);
    WorkflowStub timedOut =
        start(
            traced,
            "run-timed-out",
            "Wait",
            options -> options.setWorkflowRunTimeout(Duration.ofSeconds(1)));
    close("run-timed-out", timedOut);
    WorkflowStub nobody =
        start(traced, "no-worker", "Wait", options -> options.setTaskQueue("no-worker"));
    plain.newUntypedWorkflowStub("no-worker").signal("anyone");
    nobody.terminate("nobody came");
    close("no-worker", nobody);
  }

  private void resets() {
    WorkflowStub open = start(traced, "reset-open", "ResetOpen", options -> options);
    await(open, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    open.update("change", String.class);
    await(open, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    open.signal("nudge");
    while (isUnanswered(history(execution(open)))) {
      pause();
    }
    String openRun = operator.reset(execution(open), lastTask(history(execution(open))));
    keep("reset-open-base", execution(open));
    WorkflowStub reset = stubOf(run("reset-open", openRun));
    reset.signal("done");
    close("reset-open", reset);

    WorkflowStub closed = start(traced, "reset-closed", "ResetClosed", options -> options);
    close("reset-closed-base", closed);
    WorkflowExecutionHistory base = history(execution(closed));
    String later = operator.reset(execution(closed), lastTask(base));
    close("reset-closed-later", stubOf(run("reset-closed", later)));
    String first = operator.reset(execution(closed), firstTask(base));
    close("reset-closed-first", stubOf(run("reset-closed", first)));
    String again = operator.reset(run("reset-closed", first), firstTask(base));
    close("reset-of-reset", stubOf(run("reset-closed", again)));

    WorkflowStub updated = start(traced, "reset-updated", "Wait", options -> options);
    await(updated, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    inRequest(() -> updated.update("change", String.class));
    String updatedRun =
        operator.reset(execution(updated), tasks(history(execution(updated))).get(1));
    WorkflowStub reapplied = stubOf(run("reset-updated", updatedRun));
    await(reapplied, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED);
    reapplied.signal("done");
    close("reset-updated", reapplied);
  }

  private void foreign() {
    close("foreign", start(plain, "foreign", "Foreign", o -> o.setTaskQueue(FOREIGN)));
    close(
        "foreign-failed-attempts",
        start(traced, "foreign-failed-attempts", "Retry3", o -> o.setTaskQueue(FOREIGN)));
    close("foreign-failed", start(traced, "foreign-failed", "Fail", o -> o.setTaskQueue(FOREIGN)));
    close("foreign-run", start(traced, "foreign-run", "MixedBack", o -> o.setTaskQueue(FOREIGN)));
    WorkflowStub parent =
        start(plain, "foreign-parent", "ForeignWait", o -> o.setTaskQueue(FOREIGN));
    plain.newUntypedWorkflowStub("foreign-parent").signal("done");
    close("foreign-signaled", parent);
  }

  private void relations() {
    try (Scope ignored = Relation.LINK.makeCurrent()) {
      close("link", start(traced, "link", "Order", options -> options));
    }
    SpanContext unsampled =
        SpanContext.createFromRemoteParent(
            "ab".repeat(16),
            "cd".repeat(8),
            TraceFlags.getDefault(),
            TraceState.builder().put("vendor", "x").build());
    try (Scope ignored = Context.root().with(Span.wrap(unsampled)).makeCurrent()) {
      close("unsampled", start(traced, "unsampled", "Order", options -> options));
    }
    SpanContext sampled =
        SpanContext.createFromRemoteParent(
            "ef".repeat(16),
            "cd".repeat(8),
            TraceFlags.fromByte((byte) 3),
            TraceState.builder().put("vendor", "x").build());
    try (Scope ignored = Context.root().with(Span.wrap(sampled)).makeCurrent()) {
      chain("trace-state", "Chain", options -> options.setTaskQueue(FOREIGN));
    }
    var schedules =
        ScheduleClient.newInstance(
            stubs, ScheduleClientOptions.newBuilder().setIdentity("caller-2").build());
    var handle =
        schedules.createSchedule(
            "daily",
            Schedule.newBuilder()
                .setSpec(ScheduleSpec.newBuilder().build())
                .setAction(
                    ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType("Chain")
                        .setOptions(options("scheduled", TRACED).build())
                        .build())
                .build(),
            ScheduleOptions.newBuilder().build());
    handle.trigger();
    String workflowId = null;
    while (workflowId == null) {
      pause();
      var actions = handle.describe().getInfo().getRecentActions();
      if (!actions.isEmpty()
          && actions.get(0).getAction() instanceof ScheduleActionExecutionStartWorkflow started) {
        WorkflowExecution first = run(started.getWorkflowId(), started.getFirstExecutionRunId());
        String second = nextRun(first);
        close("scheduled-2", stubOf(run(started.getWorkflowId(), second)));
        keep("scheduled-1", first);
        workflowId = started.getWorkflowId();
      }
    }
  }
}
