package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a run does by itself: activities that complete, fail, and run side by side. */
class ActivityShapesIT {
  @RegisterExtension
  static final ShapesCluster shapes =
      new ShapesCluster(
          "CanceledScope",
          "Compensation",
          "FailedBranch",
          "Failure",
          "FanOut",
          "Local",
          "Parallel",
          "Polling",
          "Retry",
          "Success");

  @Test
  void success_isOneTraceFromTheStartOn() throws Exception {
    ShapeTrace trace =
        shapes.await(
            shapes.begun("Success"),
            """
            StartWorkflow:Success
            └─ RunWorkflow:Success
               ├─ CompleteWorkflow:Success
               └─ StartActivity:Reserve
                  └─ RunActivity:Reserve attempt 1""");

    ShapeSpan close = trace.span("CompleteWorkflow:Success");
    assertThat(close.attributes())
        .containsEntry("temporal.close_status", "COMPLETED")
        .containsOnlyKeys("temporal.close_status", "temporal.event_id");
    assertThat(close.links()).isEmpty();
    assertThat(close.fault()).isEmpty();
  }

  @Test
  void retriedActivity_hasABarForEachAttempt() throws Exception {
    ShapeTrace trace =
        shapes.await(
            shapes.begun("Retry"),
            """
            StartWorkflow:Retry
            └─ RunWorkflow:Retry
               ├─ CompleteWorkflow:Retry
               └─ StartActivity:FailTwice
                  ├─ RunActivity:FailTwice attempt 1 ERROR
                  ├─ RunActivity:FailTwice attempt 2 ERROR
                  └─ RunActivity:FailTwice attempt 3""");

    assertThat(trace.named("RunActivity:FailTwice"))
        .extracting(ShapeSpan::fault)
        .containsExactlyInAnyOrder("NotYet: not yet", "NotYet: not yet", "");
  }

  @Test
  void finalFailure_failsTheRun() throws Exception {
    ShapeTrace trace =
        shapes.await(
            shapes.begun("Failure"),
            """
            StartWorkflow:Failure
            └─ RunWorkflow:Failure
               ├─ CompleteWorkflow:Failure ERROR
               └─ StartActivity:Refuse
                  └─ RunActivity:Refuse attempt 1 ERROR""");

    ShapeSpan close = trace.span("CompleteWorkflow:Failure");
    assertThat(close.attributes()).containsEntry("temporal.close_status", "FAILED");
    assertThat(close.fault()).startsWith("ActivityFailure: ");
    assertThat(trace.span("RunActivity:Refuse").fault()).isEqualTo("Refused: no");
  }

  @Test
  void handledFailure_isCompensated() throws Exception {
    shapes.await(
        shapes.begun("Compensation"),
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
  }

  @Test
  void parallelActivities_areSiblings() throws Exception {
    shapes.await(
        shapes.begun("Parallel"),
        """
        StartWorkflow:Parallel
        └─ RunWorkflow:Parallel
           ├─ CompleteWorkflow:Parallel
           ├─ StartActivity:Pack
           │  └─ RunActivity:Pack attempt 1
           ├─ StartActivity:Pay
           │  └─ RunActivity:Pay attempt 1
           └─ StartActivity:Reserve
              └─ RunActivity:Reserve attempt 1""");
  }

  @Test
  void failedBranch_failsTheRun() throws Exception {
    shapes.await(
        shapes.begun("FailedBranch"),
        """
        StartWorkflow:FailedBranch
        └─ RunWorkflow:FailedBranch
           ├─ CompleteWorkflow:FailedBranch ERROR
           ├─ StartActivity:Pack
           │  └─ RunActivity:Pack attempt 1
           └─ StartActivity:Refuse
              └─ RunActivity:Refuse attempt 1 ERROR""");
  }

  @Test
  void fanOut_isAsManySiblings() throws Exception {
    String branch = "   ├─ StartActivity:Reserve\n   │  └─ RunActivity:Reserve attempt 1\n";
    String lastBranch = "   └─ StartActivity:Reserve\n      └─ RunActivity:Reserve attempt 1";
    shapes.await(
        shapes.begun("FanOut"),
        """
        StartWorkflow:FanOut
        └─ RunWorkflow:FanOut
           ├─ CompleteWorkflow:FanOut
        """
            + branch.repeat(Shapes.FAN - 1)
            + lastBranch);
  }

  @Test
  void polling_isChecksWithTimersBetween() throws Exception {
    WorkflowStub run = shapes.begun("Polling");
    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:Polling
            └─ RunWorkflow:Polling
               ├─ CompleteWorkflow:Polling
               ├─ StartActivity:Check
               │  └─ RunActivity:Check attempt 1
               ├─ Timer
               ├─ StartActivity:Check
               │  └─ RunActivity:Check attempt 1
               ├─ Timer
               └─ StartActivity:Check
                  └─ RunActivity:Check attempt 1""");

    assertThat(trace.named("Timer"))
        .allSatisfy(
            timer ->
                assertThat(timer.attributes())
                    .containsOnlyKeys("temporal.event_id", "temporal.timer_id"));
  }

  @Test
  void localActivity_hasBarsAndNoAnchor() throws Exception {
    ShapeTrace trace =
        shapes.await(
            shapes.begun("Local"),
            """
            StartWorkflow:Local
            └─ RunWorkflow:Local
               ├─ CompleteWorkflow:Local
               ├─ RunActivity:FailTwice attempt 1 ERROR
               ├─ RunActivity:FailTwice attempt 2 ERROR
               └─ RunActivity:FailTwice attempt 3""");

    assertThat(trace.named("RunActivity:FailTwice"))
        .allSatisfy(bar -> assertThat(bar.attribute("temporal.local")).isEqualTo("true"));
  }

  @Test
  void canceledScope_isNoError() throws Exception {
    WorkflowStub run = shapes.begun("CanceledScope");
    shapes.awaitSpan(run, "StartActivity:Watch");
    run.signal("stop");

    shapes.await(
        run,
        """
        StartWorkflow:CanceledScope
        └─ RunWorkflow:CanceledScope
           ├─ CompleteWorkflow:CanceledScope
           ├─ StartActivity:Watch
           │  └─ RunActivity:Watch attempt 1
           ├─ Timer
           ├─ HandleSignal:stop
           └─ StartActivity:Release
              └─ RunActivity:Release attempt 1""");
  }
}
