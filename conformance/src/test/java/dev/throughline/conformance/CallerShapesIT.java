package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.conformance.ShapeSpan.Link;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others do to a run, and a run to others: signals, updates, completions, children. */
class CallerShapesIT {
  @RegisterExtension
  static final ShapesCluster shapes =
      new ShapesCluster("Parent", "ParentOfFailure", "ParentOfItself", "CallBack");

  @Test
  void signal_resumesTheRun_andLinksItsCaller() throws Exception {
    WorkflowStub run = shapes.start("Wait");
    shapes.awaitSpan(run, "RunActivity:Reserve");
    run.signal("resume");

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait
               ├─ StartActivity:Reserve
               │  └─ RunActivity:Reserve attempt 1
               ├─ HandleSignal:resume
               └─ StartActivity:Pay
                  └─ RunActivity:Pay attempt 1""");
    ShapeSpan handled = trace.span("HandleSignal:resume");
    assertThat(handled.attributes())
        .isEqualTo(
            Map.of(
                "temporal.event_id",
                shapes.eventId(run, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)));
    ShapeSpan signal = shapes.call(run, "SignalWorkflow:resume");
    assertThat(signal.traceId()).isNotEqualTo(handled.traceId());
    assertThat(handled.links()).containsExactly(Link.to(signal, "caller"));
  }

  @Test
  void update_resumesTheRun_andLinksItsCaller() throws Exception {
    WorkflowStub run = shapes.start("Listen");
    run.update("approve", String.class);

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Listen
            └─ RunWorkflow:Listen
               ├─ CompleteWorkflow:Listen
               └─ HandleUpdate:approve""");
    ShapeSpan handled = trace.span("HandleUpdate:approve");
    ShapeSpan update = shapes.call(run, "UpdateWorkflow:approve");
    assertThat(handled.attributes())
        .isEqualTo(
            Map.of(
                "temporal.event_id",
                shapes.eventId(run, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED),
                "temporalUpdateID",
                update.attribute("temporalUpdateID")));
    assertThat(handled.links()).containsExactly(Link.to(update, "caller"));
  }

  @Test
  void activityCompletedByAnother_hasABarUntilThen() throws Exception {
    WorkflowStub run = shapes.begun("CallBack");
    shapes.awaitSpan(run, "RunActivity:CallBack");
    HistoryEvent scheduled = shapes.event(run, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    String activityId = scheduled.getActivityTaskScheduledEventAttributes().getActivityId();
    shapes
        .client()
        .newActivityCompletionClient()
        .complete(run.getExecution().getWorkflowId(), Optional.empty(), activityId, null);

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:CallBack
            └─ RunWorkflow:CallBack
               ├─ CompleteWorkflow:CallBack
               └─ StartActivity:CallBack
                  ├─ CompleteActivity:CallBack attempt 1
                  └─ RunActivity:CallBack attempt 1""");
    assertThat(trace.span("CompleteActivity:CallBack").attributes())
        .isEqualTo(
            Map.of(
                "temporal.event_id",
                shapes.eventId(run, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED),
                "temporal.attempt",
                "1",
                "temporal.activity.type",
                "CallBack",
                "temporal.task_queue",
                ShapesWorker.TASK_QUEUE,
                "temporalActivityID",
                activityId));
  }

  @Test
  void signalWithStart_isParentAndCaller() throws Exception {
    WorkflowStub run = shapes.stub("Wait");
    run.signalWithStart("resume", new Object[0], new Object[0]);

    ShapeTrace trace =
        shapes.await(
            run,
            """
            SignalWithStartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait
               ├─ HandleSignal:resume
               ├─ StartActivity:Reserve
               │  └─ RunActivity:Reserve attempt 1
               └─ StartActivity:Pay
                  └─ RunActivity:Pay attempt 1""");
    assertThat(trace.span("HandleSignal:resume").links())
        .containsExactly(Link.to(trace.span("SignalWithStartWorkflow:Wait"), "caller"));
  }

  @Test
  void updateWithStart_isParentAndCaller() throws Exception {
    WorkflowStub run =
        shapes.stub(
            "Listen",
            options ->
                options.setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING));
    run.executeUpdateWithStart(
        UpdateOptions.newBuilder(String.class)
            .setUpdateName("approve")
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build(),
        new Object[0],
        new Object[0]);

    ShapeTrace trace =
        shapes.await(
            run,
            """
            UpdateWithStartWorkflow:approve
            └─ RunWorkflow:Listen
               ├─ CompleteWorkflow:Listen
               └─ HandleUpdate:approve""");
    assertThat(trace.span("HandleUpdate:approve").links())
        .containsExactly(Link.to(trace.span("UpdateWithStartWorkflow:approve"), "caller"));
  }

  @Test
  void workflowThatSignalsAnother_isLinkedByItsAnchor() throws Exception {
    WorkflowStub target = shapes.start("Wait");
    shapes.awaitSpan(target, "RunActivity:Reserve");
    WorkflowStub teller = shapes.start("Tell", target.getExecution().getWorkflowId());

    ShapeTrace telling =
        shapes.await(
            teller,
            """
            StartWorkflow:Tell
            └─ RunWorkflow:Tell
               └─ CompleteWorkflow:Tell""");
    ShapeTrace told =
        shapes.await(
            target,
            """
            StartWorkflow:Wait
            └─ RunWorkflow:Wait
               ├─ CompleteWorkflow:Wait
               ├─ StartActivity:Reserve
               │  └─ RunActivity:Reserve attempt 1
               ├─ HandleSignal:resume
               └─ StartActivity:Pay
                  └─ RunActivity:Pay attempt 1""");
    assertThat(told.span("HandleSignal:resume").links())
        .containsExactly(Link.to(telling.span("RunWorkflow:Tell"), "caller"));
  }

  @Test
  void child_isInItsParentsTrace() throws Exception {
    ShapeTrace trace =
        shapes.await(
            shapes.begun("Parent"),
            """
            StartWorkflow:Parent
            └─ RunWorkflow:Parent
               ├─ CompleteWorkflow:Parent
               └─ StartChildWorkflow:Success
                  └─ RunWorkflow:Success
                     ├─ CompleteWorkflow:Success
                     └─ StartActivity:Reserve
                        └─ RunActivity:Reserve attempt 1""");

    ShapeSpan child = trace.span("RunWorkflow:Success");
    assertThat(trace.span("StartChildWorkflow:Success").runId()).isEqualTo(child.runId());
    assertThat(trace.span("RunWorkflow:Parent").runId()).isNotEqualTo(child.runId());
  }

  @Test
  void failedChild_failsAlone_ifItsParentCanHandleIt() throws Exception {
    shapes.await(
        shapes.begun("ParentOfFailure"),
        """
        StartWorkflow:ParentOfFailure
        └─ RunWorkflow:ParentOfFailure
           ├─ CompleteWorkflow:ParentOfFailure
           └─ StartChildWorkflow:Failure
              └─ RunWorkflow:Failure
                 ├─ CompleteWorkflow:Failure ERROR
                 └─ StartActivity:Refuse
                    └─ RunActivity:Refuse attempt 1 ERROR""");
  }

  @Test
  void childThatCannotStart_isAnErrorWithoutARun() throws Exception {
    WorkflowStub run = shapes.begun("ParentOfItself");
    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:ParentOfItself
            └─ RunWorkflow:ParentOfItself
               ├─ CompleteWorkflow:ParentOfItself
               └─ StartChildWorkflow:Success ERROR""");

    ShapeSpan child = trace.span("StartChildWorkflow:Success");
    assertThat(child.received().attribute("temporalRunID")).isNull();
    assertThat(child.attribute("temporal.task_queue")).isEqualTo(ShapesWorker.TASK_QUEUE);
    assertThat(child.attribute("temporal.event_id"))
        .isEqualTo(
            shapes.eventId(run, EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED));
    assertThat(child.fault()).isEqualTo("ChildWorkflowFailure: WORKFLOW_ALREADY_EXISTS");
  }
}
