package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.conformance.ShapeSpan.Link;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that the server starts: because of another run of the workflow, or of a schedule. */
class ChainShapesIT {
  @RegisterExtension static final ShapesCluster shapes = new ShapesCluster();

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void cron_isALinkedTraceForEachRun() throws Exception {
    WorkflowStub cron = shapes.stub("Nothing", options -> options.setCronSchedule("@every 2s"));
    cron.start();
    Run first = shapes.history(cron).run();
    Run second = shapes.awaitNext(first);
    Run third = shapes.awaitNext(second);
    shapes.client().newUntypedWorkflowStub(first.workflowId()).terminate("enough");

    ShapeTrace ofFirst =
        shapes.await(
            cron,
            """
            StartWorkflow:Nothing
            └─ RunWorkflow:Nothing
               └─ CompleteWorkflow:Nothing""");
    ShapeTrace ofSecond =
        shapes.await(
            Ids.derivedTrace(second),
            """
            RunWorkflow:Nothing
            └─ CompleteWorkflow:Nothing""");
    // It waited for its time when it was terminated, so no worker has seen it.
    ShapeTrace ofThird =
        shapes.await(
            Ids.derivedTrace(third),
            """
            RunWorkflow:Nothing
            └─ CompleteWorkflow:Nothing ERROR""");

    assertLinked(ofFirst, ofSecond, "Nothing");
    assertLinked(ofSecond, ofThird, "Nothing");
  }

  @Test
  void retryOfARun_isALinkedTrace() throws Exception {
    WorkflowStub run =
        shapes.stub(
            "SecondTry",
            options ->
                options.setRetryOptions(
                    RetryOptions.newBuilder().setInitialInterval(Duration.ofSeconds(1)).build()));
    run.start();
    Run second = shapes.awaitNext(shapes.history(run).run());

    ShapeTrace failed =
        shapes.await(
            run,
            """
            StartWorkflow:SecondTry
            └─ RunWorkflow:SecondTry
               └─ CompleteWorkflow:SecondTry ERROR""");
    ShapeTrace completed =
        shapes.await(
            Ids.derivedTrace(second),
            """
            RunWorkflow:SecondTry
            └─ CompleteWorkflow:SecondTry""");

    assertThat(failed.span("CompleteWorkflow:SecondTry").fault()).isEqualTo("NotYet: not yet");
    assertLinked(failed, completed, "SecondTry");
  }

  @Test
  void scheduledRun_isTheRootOfItsTrace() throws Exception {
    String workflowId = "scheduled-" + UUID.randomUUID();
    ScheduleClient schedules = ScheduleClient.newInstance(shapes.temporal().service());
    ScheduleHandle schedule =
        schedules.createSchedule(
            workflowId,
            Schedule.newBuilder()
                .setAction(
                    ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType("Success")
                        .setOptions(
                            WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue(ShapesWorker.TASK_QUEUE)
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder().build())
                .build(),
            ScheduleOptions.newBuilder().setTriggerImmediately(true).build());
    ShapeSpan anchor =
        await()
            .atMost(SOON)
            .until(
                () ->
                    shapes.store().spans().stream()
                        .filter(span -> span.name().equals("RunWorkflow:Success"))
                        .map(ShapeSpan::new)
                        .findFirst(),
                found -> found.isPresent())
            .orElseThrow();
    schedule.delete();

    Run run = new Run("default", anchor.attribute("temporalWorkflowID"), anchor.runId());
    assertThat(run.workflowId()).startsWith(workflowId);
    assertThat(anchor.links()).isEmpty();
    shapes.await(
        Ids.derivedTrace(run),
        """
        RunWorkflow:Success
        ├─ CompleteWorkflow:Success
        └─ StartActivity:Reserve
           └─ RunActivity:Reserve attempt 1""");
  }

  @Test
  void resetOfARunningRun_hasBothRunsInOneTrace() throws Exception {
    WorkflowStub base = shapes.start("Wait");
    shapes.awaitSpan(base, "RunActivity:Reserve");
    await().atMost(SOON).until(() -> completedTasks(base) == 2);
    Run reset = reset(base);
    shapes.client().newUntypedWorkflowStub(reset.workflowId()).signal("resume");

    ShapeTrace trace = shapes.awaitClosed(base, "Wait", 2);
    assertThat(trace.outlineWithout(reset.runId()))
        .isEqualTo(
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait ERROR
               └─ StartActivity:Reserve
                  └─ RunActivity:Reserve attempt 1""");
    assertThat(trace.outlineWithout(base.getExecution().getRunId()))
        .isEqualTo(
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait
               ├─ HandleSignal:resume
               └─ StartActivity:Pay
                  └─ RunActivity:Pay attempt 1""");
    assertBase(trace, base, reset);
  }

  @Test
  void resetOfAClosedRun_hasBothRunsInOneTrace() throws Exception {
    WorkflowStub base = shapes.start("Compensation");
    base.getResult(Void.class);
    Run reset = reset(base);

    ShapeTrace trace = shapes.awaitClosed(base, "Compensation", 2);
    assertThat(trace.outlineWithout(reset.runId()))
        .isEqualTo(
            """
            StartWorkflow:Compensation
            └─ RunWorkflow:Compensation
               ├─ CompleteWorkflow:Compensation
               ├─ StartActivity:Reserve
               │  └─ RunActivity:Reserve attempt 1
               ├─ StartActivity:Refuse
               │  └─ RunActivity:Refuse attempt 1 ERROR
               └─ StartActivity:Release
                  └─ RunActivity:Release attempt 1""");
    assertThat(trace.outlineWithout(base.getExecution().getRunId()))
        .isEqualTo(
            """
            StartWorkflow:Compensation
            └─ RunWorkflow:Compensation
               ├─ CompleteWorkflow:Compensation
               ├─ StartActivity:Refuse
               │  └─ RunActivity:Refuse attempt 1 ERROR
               └─ StartActivity:Release
                  └─ RunActivity:Release attempt 1""");
    assertBase(trace, base, reset);
  }

  private static void assertLinked(ShapeTrace previous, ShapeTrace next, String type) {
    assertThat(previous.span("CompleteWorkflow:" + type).links())
        .containsExactly(Link.to(next.span("RunWorkflow:" + type), "next"));
    assertThat(next.span("RunWorkflow:" + type).links())
        .containsExactly(Link.to(previous.span("RunWorkflow:" + type), "previous"));
  }

  private static void assertBase(ShapeTrace trace, WorkflowStub base, Run reset) {
    String baseAnchor = shapes.history(base).runWorkflowId();
    ShapeSpan anchor = trace.withId(Ids.runWorkflow(reset));
    assertThat(anchor.links()).containsExactly(new Link("base", anchor.traceId(), baseAnchor));
  }

  /** Resets the run to its second workflow task. */
  private static Run reset(WorkflowStub run) {
    Run base = shapes.history(run).run();
    long secondTask =
        shapes.history(run).events().stream()
            .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
            .skip(1)
            .findFirst()
            .orElseThrow()
            .getEventId();
    return base.withRunId(
        shapes
            .temporal()
            .service()
            .blockingStub()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace(base.namespace())
                    .setWorkflowExecution(run.getExecution())
                    .setWorkflowTaskFinishEventId(secondTask)
                    .setRequestId(UUID.randomUUID().toString())
                    .setReason("the test")
                    .build())
            .getRunId());
  }

  private static long completedTasks(WorkflowStub run) {
    return shapes.history(run).events().stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        .count();
  }
}
