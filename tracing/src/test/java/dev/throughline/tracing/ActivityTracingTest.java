package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a single attempt shows: its ids, attributes and worker. */
class ActivityTracingTest {

  @Test
  void attempt_hasTheContractsIdsAndAttributes() {
    try (TracedEnvironment environment = environmentOf("host-7")) {
      Witness witness = new Witness();
      environment.start(List.of(WorkWorkflow.class), witness);

      environment.workflow(Work.class).work(false);

      ActivityInfo info = Objects.requireNonNull(witness.info);
      Run run = run(info);
      SpanData attempt = environment.span("RunActivity:Look");
      assertThat(attempt.getSpanId())
          .isEqualTo(
              Ids.runActivity(
                  run, info.getActivityId(), 1, info.getCurrentAttemptScheduledTimestamp()))
          .isEqualTo(witness.currentSpanId);
      assertThat(environment.span("StartActivity:Look").getSpanId())
          .isEqualTo(Ids.startActivity(run, info.getActivityId(), info.getScheduledTimestamp()))
          .isEqualTo(attempt.getParentSpanId());
      assertThat(environment.attributes("RunActivity:Look"))
          .isEqualTo(
              Attributes.builder()
                  .put("temporal.activity.type", "Look")
                  .put("temporal.attempt", 1)
                  .put("temporal.namespace", "default")
                  .put(
                      "temporal.schedule_to_start_ms",
                      info.getStartedTimestamp() - info.getScheduledTimestamp())
                  .put("temporal.task_queue", "orders")
                  .put("temporal.worker.identity", "host-7+throughline/1")
                  .put("temporal.workflow.type", "Work")
                  .put("temporalActivityID", info.getActivityId())
                  .put("temporalRunID", run.runId())
                  .put("temporalWorkflowID", "order-1")
                  .build());
    }
  }

  @Test
  void localAttempt_isMarkedAsLocal_straightUnderTheRun() {
    try (TracedEnvironment environment = environmentOf("host-7")) {
      Witness witness = new Witness();
      environment.start(List.of(WorkWorkflow.class), witness);

      environment.workflow(Work.class).work(true);

      ActivityInfo info = Objects.requireNonNull(witness.info);
      SpanData attempt = environment.span("RunActivity:Look");
      assertThat(attempt.getSpanId())
          .isEqualTo(
              Ids.runActivity(
                  run(info), info.getActivityId(), 1, info.getCurrentAttemptScheduledTimestamp()));
      assertThat(attempt.getParentSpanId())
          .isEqualTo(environment.span("RunWorkflow:Work").getSpanId());
      assertThat(environment.attributes("RunActivity:Look"))
          .isEqualTo(
              Attributes.builder()
                  .put("temporal.activity.type", "Look")
                  .put("temporal.attempt", 1)
                  .put("temporal.local", true)
                  .put("temporal.namespace", "default")
                  .put("temporal.task_queue", "orders")
                  .put("temporal.worker.identity", "host-7+throughline/1")
                  .put("temporal.workflow.type", "Work")
                  .put("temporalActivityID", info.getActivityId())
                  .put("temporalRunID", run(info).runId())
                  .put("temporalWorkflowID", "order-1")
                  .build());
    }
  }

  @Test
  void workersOwnIdentity_isMarkedOnce_andOnItsSpans() {
    try (TracedEnvironment environment = environmentOf("host-7")) {
      assertThat(identitiesInHistory(environment, "worker-1"))
          .containsOnly("worker-1+throughline/1");
    }
  }

  @Test
  void workersOwnIdentity_thatIsMarkedAlready_isLeft() {
    try (TracedEnvironment environment = environmentOf("host-7")) {
      assertThat(identitiesInHistory(environment, "worker-1+throughline/1"))
          .containsOnly("worker-1+throughline/1");
    }
  }

  @Test
  void clientsIdentity_isMarkedOnce_whereTheWorkerHasNone() {
    try (TracedEnvironment environment = environmentOf("host-7+throughline/1")) {
      assertThat(identitiesInHistory(environment, null)).containsOnly("host-7+throughline/1");
    }
  }

  @Test
  void defaultIdentity_isMarked() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      String identity = environment.client().getOptions().getIdentity();

      assertThat(identity)
          .isEqualTo(
              WorkflowClientOptions.newBuilder().validateAndBuildWithDefaults().getIdentity()
                  + "+throughline/1");
    }
  }

  /** The identities of all completed tasks of a run, and the one on its activity's span. */
  private static List<String> identitiesInHistory(
      TracedEnvironment environment, @Nullable String ofWorker) {
    WorkerOptions.Builder options = WorkerOptions.newBuilder();
    if (ofWorker != null) {
      options.setIdentity(ofWorker);
    }
    environment.start(options.build(), List.of(WorkWorkflow.class), new Witness());
    environment.workflow(Work.class).work(false);
    String onSpan = environment.attributes("RunActivity:Look").get(Keys.WORKER_IDENTITY);
    List<String> identities = new ArrayList<>(List.of(String.valueOf(onSpan)));
    for (var event : environment.client().fetchHistory("order-1").getEvents()) {
      if (event.hasWorkflowTaskCompletedEventAttributes()) {
        identities.add(event.getWorkflowTaskCompletedEventAttributes().getIdentity());
      }
      if (event.hasActivityTaskStartedEventAttributes()) {
        identities.add(event.getActivityTaskStartedEventAttributes().getIdentity());
      }
    }
    assertThat(identities).hasSizeGreaterThanOrEqualTo(4);
    return identities;
  }

  private static TracedEnvironment environmentOf(String identity) {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.client().setIdentity(identity);
    return builder.build();
  }

  private static Run run(ActivityInfo info) {
    return new Run(
        info.getNamespace(),
        Objects.requireNonNull(info.getWorkflowId()),
        Objects.requireNonNull(info.getWorkflowRunId()));
  }

  @ActivityInterface
  public interface Looking {
    void look();
  }

  private static final class Witness implements Looking {
    private volatile @Nullable ActivityInfo info;
    private volatile @Nullable String currentSpanId;

    @Override
    public void look() {
      info = Activity.getExecutionContext().getInfo();
      currentSpanId = Span.current().getSpanContext().getSpanId();
    }
  }

  @WorkflowInterface
  public interface Work {
    @WorkflowMethod(name = "Work")
    void work(boolean locally);
  }

  public static final class WorkWorkflow implements Work {
    @Override
    public void work(boolean locally) {
      Duration timeout = Duration.ofMinutes(1);
      Looking looking =
          locally
              ? Workflow.newLocalActivityStub(
                  Looking.class,
                  LocalActivityOptions.newBuilder().setStartToCloseTimeout(timeout).build())
              : Workflow.newActivityStub(
                  Looking.class,
                  ActivityOptions.newBuilder().setStartToCloseTimeout(timeout).build());
      looking.look();
    }
  }
}
