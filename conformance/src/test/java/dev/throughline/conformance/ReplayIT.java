package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.tracing.DurableTracing;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replay repeats workflow code; it must not repeat a span. On the real server, because evictions,
 * sticky queues, cold queries and resets are its doing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
  private static final int CACHE = 2;

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final List<WorkerFactory> factories = new ArrayList<>();
  private TemporalServer temporal;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    temporal = new TemporalServer(directory);
    temporal.start();
  }

  @AfterEach
  void stopWorkers() {
    factories.forEach(ReplayIT::stop);
    factories.clear();
    spans.reset();
  }

  @AfterAll
  void stop() {
    temporal.close();
  }

  @Test
  void evictionsAndQueriesOnColdRuns_writeNoSecondAnchor() {
    WorkflowClient client = worker("cold");
    List<WorkflowStub> runs = new ArrayList<>();
    for (int i = 0; i < 5 * CACHE; i++) {
      runs.add(started(client, "cold", 5));
    }
    int queries = 0;
    for (int round = 0; round < 3; round++) {
      for (WorkflowStub run : runs) {
        run.query("step", Integer.class);
        queries++;
      }
    }
    for (WorkflowStub run : runs) {
      run.getResult(Integer.class);
      run.query("step", Integer.class);
      queries++;
    }

    assertThat(named("RunWorkflow:Walk"))
        .extracting(SpanData::getSpanId)
        .containsExactlyInAnyOrderElementsOf(
            runs.stream().map(run -> Ids.runWorkflow(run(run))).toList());
    assertThat(named("HandleQuery:step")).hasSize(queries);
  }

  @Test
  void restartedWorker_writesNoSecondAnchor() {
    WorkflowClient client = worker("restart");
    WorkflowStub run = started(client, "restart", 20);
    await().until(() -> !named("StartActivity:Note").isEmpty());
    stop(factories.get(0));
    worker("restart"); // remembers nothing of the first

    assertThat(run.getResult(Integer.class)).isEqualTo(20);
    assertThat(named("RunWorkflow:Walk")).hasSize(1);
  }

  @Test
  void failedFirstWorkflowTasks_writeOneAnchor() {
    WorkflowClient client = worker("failing");
    Walk.FAILURES_LEFT.set(2);
    WorkflowStub run = started(client, "failing", 1);

    assertThat(run.getResult(Integer.class)).isEqualTo(1);
    assertThat(Walk.FAILURES_LEFT.get()).isNegative();
    assertThat(history(run).events())
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    assertThat(named("RunWorkflow:Walk")).hasSize(1);
  }

  @Test
  void replayerOnRecordedHistories_isGreenAndSilent() throws Exception {
    WorkflowClient client = worker("replayer");
    WorkflowStub target = started(client, "replayer", 3);
    WorkflowStub run = started(client, "replayer", 3);
    run.signal("tell", target.getExecution().getWorkflowId());
    run.getResult(Integer.class);
    target.getResult(Integer.class);
    spans.reset();

    var worker = newFactory("replayer", client);
    for (WorkflowStub recorded : List.of(run, target)) {
      RunHistory history = history(recorded);
      worker.replayWorkflowExecution(
          new WorkflowExecutionHistory(
              History.newBuilder().addAllEvents(history.events()).build(),
              history.run().workflowId()));
    }

    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void signalledWorkflow_isToldTheCallersAnchor() {
    WorkflowClient client = worker("signals");
    WorkflowStub target = started(client, "signals", 10);
    WorkflowStub caller = started(client, "signals", 1);
    caller.signal("tell", target.getExecution().getWorkflowId());
    target.getResult(Integer.class);

    HistoryEvent signaled =
        history(target).events().stream()
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
        .contains(Ids.runWorkflow(run(caller)));
  }

  @Test
  void resetRun_hasNoAnchorOfItsWorker_andItsActivitiesNameItsOwn() {
    WorkflowClient client = worker("reset");
    WorkflowStub base = started(client, "reset", 3);
    base.getResult(Integer.class);
    spans.reset();

    long secondTask =
        history(base).events().stream()
            .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
            .skip(1)
            .findFirst()
            .orElseThrow()
            .getEventId();
    String newRunId =
        temporal
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

    assertThat(named("RunWorkflow:Walk")).isEmpty();
    String ownAnchor = Ids.runWorkflow(run(base).withRunId(newRunId));
    assertThat(named("StartActivity:Note")).isNotEmpty();
    assertThat(named("StartActivity:Note"))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(ownAnchor);
  }

  @Test
  void scheduledRun_isTheRootOfItsDerivedTrace() {
    WorkflowClient client = worker("schedule");
    ScheduleClient schedules = ScheduleClient.newInstance(temporal.service());
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
    await().until(() -> !named("RunActivity:Note").isEmpty());
    schedule.delete();

    SpanData anchor = named("RunWorkflow:Walk").get(0);
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
    assertThat(named("RunActivity:Note"))
        .allMatch(span -> span.getTraceId().equals(anchor.getTraceId()));
  }

  private WorkflowClient worker(String taskQueue) {
    WorkflowClient client = client();
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(CACHE).build());
    factories.add(factory);
    Walk.register(factory.newWorker(taskQueue));
    factory.start();
    return client;
  }

  private Worker newFactory(String taskQueue, WorkflowClient client) {
    Worker worker = WorkerFactory.newInstance(client).newWorker(taskQueue);
    Walk.register(worker);
    return worker;
  }

  private WorkflowClient client() {
    DurableTracing tracing =
        DurableTracing.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    return WorkflowClient.newInstance(
        temporal.service(), WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
  }

  private static WorkflowStub started(WorkflowClient client, String taskQueue, int steps) {
    WorkflowStub run =
        client.newUntypedWorkflowStub(
            "Walk",
            WorkflowOptions.newBuilder()
                .setWorkflowId(UUID.randomUUID().toString())
                .setTaskQueue(taskQueue)
                .build());
    run.start(steps);
    return run;
  }

  private List<SpanData> named(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private RunHistory history(WorkflowStub stub) {
    WorkflowExecution execution = stub.getExecution();
    return RunHistory.of(temporal, execution.getWorkflowId(), execution.getRunId());
  }

  private static Run run(WorkflowStub stub) {
    WorkflowExecution execution = stub.getExecution();
    return new Run("default", execution.getWorkflowId(), execution.getRunId());
  }

  private static void stop(WorkerFactory factory) {
    factory.shutdownNow();
    factory.awaitTermination(10, TimeUnit.SECONDS);
  }
}
