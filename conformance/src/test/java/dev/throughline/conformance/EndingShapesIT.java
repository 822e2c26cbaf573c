package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs and activities that somebody or a time-out ends, with a worker or without. */
class EndingShapesIT {
  @RegisterExtension static final ShapesCluster shapes = new ShapesCluster();

  private static final Map<TimeoutType, WorkflowStub> timedOut = new EnumMap<>(TimeoutType.class);

  /** What takes long runs while the rest is tested. */
  @BeforeAll
  static void startTimedOutActivities() {
    for (TimeoutType type :
        EnumSet.complementOf(
            EnumSet.of(TimeoutType.TIMEOUT_TYPE_UNSPECIFIED, TimeoutType.UNRECOGNIZED))) {
      timedOut.put(type, shapes.start("TimedOutActivity", type));
    }
  }

  @Test
  void terminatedRun_isAnError() throws Exception {
    WorkflowStub run = shapes.start("Wait");
    shapes.awaitSpan(run, "RunActivity:Reserve");
    run.terminate("enough");

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait ERROR
               └─ StartActivity:Reserve
                  └─ RunActivity:Reserve attempt 1""");
    ShapeSpan close = trace.span("CompleteWorkflow:Wait");
    assertThat(close.attributes())
        .isEqualTo(
            Map.of(
                "temporal.close_status",
                "TERMINATED",
                "temporal.event_id",
                shapes.eventId(run, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)));
    assertThat(close.fault()).isEqualTo("Terminated: enough");
    assertThat(shapes.call(run, "TerminateWorkflow").fault()).isEmpty();
  }

  @Test
  void canceledRun_isNoError() throws Exception {
    WorkflowStub run = shapes.start("Wait");
    shapes.awaitSpan(run, "RunActivity:Reserve");
    run.cancel();

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait
               └─ StartActivity:Reserve
                  └─ RunActivity:Reserve attempt 1""");
    assertThat(trace.span("CompleteWorkflow:Wait").attributes())
        .containsEntry("temporal.close_status", "CANCELED");
    assertThat(shapes.call(run, "CancelWorkflow").fault()).isEmpty();
  }

  @Test
  void timedOutRun_isAnError() throws Exception {
    WorkflowStub run =
        shapes.stub("Wait", options -> options.setWorkflowRunTimeout(Duration.ofSeconds(4)));
    run.start();

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait ERROR
               └─ StartActivity:Reserve
                  └─ RunActivity:Reserve attempt 1""");
    ShapeSpan close = trace.span("CompleteWorkflow:Wait");
    assertThat(close.attributes()).containsEntry("temporal.close_status", "TIMED_OUT");
    assertThat(close.fault()).isEqualTo("TimeoutFailure: workflow timed out");
  }

  @Test
  void terminatedRunWithoutWorker_hasItsAnchorFromHistory() throws Exception {
    WorkflowStub run =
        shapes.stub("Wait", options -> options.setTaskQueue(Shapes.NOBODYS_TASK_QUEUE));
    run.start();
    run.terminate("nobody comes");

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               └─ CompleteWorkflow:Wait ERROR""");
    assertThat(trace.span("RunWorkflow:Wait").attributes())
        .isEqualTo(Map.of("temporal.task_queue", Shapes.NOBODYS_TASK_QUEUE));
    for (String name : List.of("RunWorkflow:Wait", "CompleteWorkflow:Wait")) {
      assertThat(trace.span(name).writer())
          .isEqualTo("{service.name=temporal, service.namespace=default} throughline 1");
    }
  }

  @Test
  void timedOutRunWithoutWorker_hasItsAnchorFromHistory() throws Exception {
    WorkflowStub run =
        shapes.stub(
            "Wait",
            options ->
                options
                    .setTaskQueue(Shapes.NOBODYS_TASK_QUEUE)
                    .setWorkflowRunTimeout(Duration.ofSeconds(1)));
    run.start();

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               └─ CompleteWorkflow:Wait ERROR""");
    assertThat(trace.span("CompleteWorkflow:Wait").attributes())
        .containsEntry("temporal.close_status", "TIMED_OUT");
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeoutType.class,
      names = {
        "TIMEOUT_TYPE_START_TO_CLOSE",
        "TIMEOUT_TYPE_SCHEDULE_TO_CLOSE",
        "TIMEOUT_TYPE_HEARTBEAT"
      })
  void timedOutAttempt_hasTheTimeOutBesideItsBar(TimeoutType type) throws Exception {
    WorkflowStub run = requireNonNull(timedOut.get(type));
    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:TimedOutActivity
            └─ RunWorkflow:TimedOutActivity
               ├─ CompleteWorkflow:TimedOutActivity ERROR
               └─ StartActivity:Hang
                  ├─ ActivityTimedOut:Hang attempt 1 ERROR
                  └─ RunActivity:Hang attempt 1""");

    ShapeSpan timeOut = trace.span("ActivityTimedOut:Hang");
    assertThat(timeOut.attributes())
        .isEqualTo(
            Map.of(
                "temporal.timeout_type",
                type.name().replace("TIMEOUT_TYPE_", ""),
                "temporal.event_id",
                shapes.eventId(run, EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT),
                "temporal.attempt",
                "1",
                "temporal.activity.type",
                "Hang",
                "temporal.task_queue",
                ShapesWorker.TASK_QUEUE,
                "temporalActivityID",
                trace.span("StartActivity:Hang").attribute("temporalActivityID")));
    assertThat(timeOut.fault()).startsWith("TimeoutFailure: ");
  }

  @Test
  void activityThatNeverStarts_hasItsAnchorFromHistory() throws Exception {
    ShapeTrace trace =
        shapes.await(
            requireNonNull(timedOut.get(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START)),
            """
            StartWorkflow:TimedOutActivity
            └─ RunWorkflow:TimedOutActivity
               ├─ CompleteWorkflow:TimedOutActivity ERROR
               └─ StartActivity:Hang
                  └─ ActivityTimedOut:Hang ERROR""");

    assertThat(trace.span("ActivityTimedOut:Hang").attributes())
        .containsEntry("temporal.timeout_type", "SCHEDULE_TO_START")
        .containsEntry("temporal.task_queue", Shapes.NOBODYS_TASK_QUEUE)
        .doesNotContainKey("temporal.attempt");
    assertThat(trace.span("StartActivity:Hang").attributes())
        .containsOnlyKeys("temporal.activity.type", "temporal.task_queue", "temporalActivityID");
  }
}
