package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that no caller's start made, and signals between runs: only the real server has them. */
class RunOriginIT {
  @RegisterExtension static final Walkers walkers = new Walkers();

  @Test
  void signalledWorkflow_isToldTheCallersAnchor() {
    WorkflowClient client = walkers.worker("signals");
    WorkflowStub target = walkers.started(client, "signals", 10);
    WorkflowStub caller = walkers.started(client, "signals", 1);
    caller.signal("tell", target.getExecution().getWorkflowId());
    target.getResult(Integer.class);

    HistoryEvent signaled =
        walkers.history(target).events().stream()
            .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
            .findFirst()
            .orElseThrow();
    assertThat(
            signaled
                .getWorkflowExecutionSignaledEventAttributes()
                .getHeader()
                .getFieldsOrThrow("_tracer-data")
                .getData()
                .toStringUtf8())
        .contains(Ids.runWorkflow(Walkers.run(caller)));
  }

  @Test
  void resetRun_hasNoAnchorOfItsWorker_andItsActivitiesNameItsOwn() {
    WorkflowClient client = walkers.worker("reset");
    WorkflowStub base = walkers.started(client, "reset", 3);
    base.getResult(Integer.class);
    walkers.forgetSpans();

    long secondTask =
        walkers.history(base).events().stream()
            .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
            .skip(1)
            .findFirst()
            .orElseThrow()
            .getEventId();
    String newRunId =
        walkers
            .temporal()
            .service()
            .blockingStub()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(base.getExecution())
                    .setWorkflowTaskFinishEventId(secondTask)
                    .setRequestId(UUID.randomUUID().toString())
                    .setReason("the test")
                    .build())
            .getRunId();
    WorkflowStub reset =
        client.newUntypedWorkflowStub(
            WorkflowTargetOptions.newBuilder()
                .setWorkflowExecution(base.getExecution().toBuilder().setRunId(newRunId).build())
                .build(),
            Optional.of("Walk"));
    reset.getResult(Integer.class);

    assertThat(walkers.spans("RunWorkflow:Walk")).isEmpty();
    String ownAnchor = Ids.runWorkflow(Walkers.run(base).withRunId(newRunId));
    assertThat(walkers.spans("StartActivity:Note")).isNotEmpty();
    assertThat(walkers.spans("StartActivity:Note"))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(ownAnchor);
  }

  @Test
  void scheduledRun_isTheRootOfItsDerivedTrace() {
    WorkflowClient client = walkers.worker("schedule");
    ScheduleClient schedules = ScheduleClient.newInstance(walkers.temporal().service());
    ScheduleHandle schedule =
        schedules.createSchedule(
            "walks",
            Schedule.newBuilder()
                .setAction(
                    ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType("Walk")
                        .setArguments(1)
                        .setOptions(
                            WorkflowOptions.newBuilder()
                                .setWorkflowId("scheduled-walk")
                                .setTaskQueue("schedule")
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder().build())
                .build(),
            ScheduleOptions.newBuilder().setTriggerImmediately(true).build());
    await().until(() -> !walkers.spans("RunActivity:Note").isEmpty());
    schedule.delete();

    SpanData anchor = walkers.spans("RunWorkflow:Walk").get(0);
    WorkflowStub run =
        client.newUntypedWorkflowStub(requireNonNull(anchor.getAttributes().get(Keys.WORKFLOW_ID)));
    run.getResult(Integer.class);
    assertThat(anchor.getParentSpanContext().isValid()).isFalse();
    assertThat(anchor.getTraceId())
        .isEqualTo(
            Ids.derivedTrace(
                new Run(
                    "default",
                    requireNonNull(anchor.getAttributes().get(Keys.WORKFLOW_ID)),
                    requireNonNull(anchor.getAttributes().get(Keys.RUN_ID)))));
    assertThat(walkers.spans("RunActivity:Note"))
        .allMatch(span -> span.getTraceId().equals(anchor.getTraceId()));
  }
}
