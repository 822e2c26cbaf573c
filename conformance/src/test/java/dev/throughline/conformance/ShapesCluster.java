package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import dev.throughline.tracing.DurableTracing;
import dev.throughline.tracing.contract.Run;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server, a worker service, which hosts the recorder, and a {@link ShapesWorker} for a test
 * class, with a traced client in this process. When the class is done, all trees that it has seen
 * must still be as they were, without orphans and conflicts.
 */
final class ShapesCluster implements BeforeAllCallback, AfterAllCallback {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A workflow task that timed out would be in the tree. */
  private static final Duration BUSY_MACHINE = Duration.ofMinutes(1);

  private final List<String> types;
  private final Map<String, WorkflowStub> begun = new HashMap<>();
  private final Map<String, String> outlines = new LinkedHashMap<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private String[] temporal = {};
  private @Nullable Cluster cluster;
  private @Nullable WorkflowClient client;

  /**
   * For a class.
   *
   * @param types what is started before the first test, so that tests do not wait for one another
   */
  ShapesCluster(String... types) {
    this.types = List.of(types);
  }

  /** Adds arguments of {@code temporal server start-dev}. */
  ShapesCluster withTemporal(String... arguments) {
    temporal = arguments;
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    cluster = Cluster.start(temporal);
    parts.push(cluster);
    parts.push(ShapesWorker.start(cluster));
    cluster.startWorker();
    DurableTracing tracing =
        DurableTracing.builder()
            .addSpanProcessor(
                ShapesWorker.journal(
                    cluster.directory().resolve("caller"), cluster.traces().httpEndpoint()))
            .build();
    parts.push(tracing);
    client =
        WorkflowClient.newInstance(
            cluster.temporal().service(),
            WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
    types.forEach(type -> begun.put(type, start(type)));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    try {
      Map<String, List<ReceivedSpan>> traces =
          store().spans().stream().collect(Collectors.groupingBy(ReceivedSpan::traceId));
      outlines.forEach(
          (traceId, outline) ->
              assertThat(SpanTree.of(traces.getOrDefault(traceId, List.of())).outline())
                  .isEqualTo(outline));
      store().assertComplete();
    } finally {
      while (!parts.isEmpty()) {
        parts.pop().close();
      }
    }
  }

  TemporalServer temporal() {
    return requireNonNull(cluster).temporal();
  }

  SpanStore store() {
    return requireNonNull(cluster).traces().store();
  }

  WorkflowClient client() {
    return requireNonNull(client);
  }

  /** A run that is not started. */
  WorkflowStub stub(String type, UnaryOperator<WorkflowOptions.Builder> more) {
    return client()
        .newUntypedWorkflowStub(
            type,
            more.apply(
                    WorkflowOptions.newBuilder()
                        .setWorkflowId(type + "-" + UUID.randomUUID())
                        .setTaskQueue(ShapesWorker.TASK_QUEUE)
                        .setWorkflowTaskTimeout(BUSY_MACHINE))
                .build());
  }

  WorkflowStub stub(String type) {
    return stub(type, options -> options);
  }

  WorkflowStub start(String type, Object... arguments) {
    WorkflowStub run = stub(type);
    run.start(arguments);
    return run;
  }

  /** Returns the run of a type that was started before the first test. */
  WorkflowStub begun(String type) {
    return requireNonNull(begun.get(type));
  }

  RunHistory history(WorkflowStub run) {
    WorkflowExecution execution = run.getExecution();
    return RunHistory.of(temporal(), execution.getWorkflowId(), execution.getRunId());
  }

  /** Returns the first event of a type in the run's history. */
  HistoryEvent event(WorkflowStub run, EventType type) {
    return history(run).events().stream()
        .filter(event -> event.getEventType() == type)
        .findFirst()
        .orElseThrow();
  }

  String eventId(WorkflowStub run, EventType type) {
    return Long.toString(event(run, type).getEventId());
  }

  /** Returns the only span of a call to the run, in whatever trace it is. */
  ShapeSpan call(WorkflowStub run, String name) {
    String workflowId = run.getExecution().getWorkflowId();
    List<ReceivedSpan> calls =
        store().spans().stream()
            .filter(span -> span.name().equals(name))
            .filter(span -> workflowId.equals(span.attribute("temporalWorkflowID")))
            .toList();
    assertThat(calls).as(name).hasSize(1);
    return new ShapeSpan(calls.get(0));
  }

  /** Waits until the trace of the run's start is drawn exactly so; it must stay like that. */
  ShapeTrace await(WorkflowStub run, String outline) throws InterruptedException {
    return await(ShapeTrace.idIn(history(run)), outline);
  }

  ShapeTrace await(String traceId, String outline) throws InterruptedException {
    store().awaitTrace(traceId, Outline.is(outline), SOON);
    outlines.put(traceId, outline);
    return ShapeTrace.of(store().trace(traceId));
  }

  /** Waits until so many runs of a type have closed in the run's trace. */
  ShapeTrace awaitClosed(WorkflowStub run, String type, int runs) throws InterruptedException {
    String traceId = ShapeTrace.idIn(history(run));
    store()
        .awaitTrace(
            traceId,
            tree ->
                tree.outline()
                        .lines()
                        .filter(line -> line.contains("CompleteWorkflow:" + type))
                        .count()
                    == runs,
            SOON);
    return ShapeTrace.of(store().trace(traceId));
  }

  /** Returns the run id of the next run of the chain, empty if there is none yet. */
  String nextRunId(Run run) {
    List<HistoryEvent> events = RunHistory.of(temporal(), run.workflowId(), run.runId()).events();
    HistoryEvent last = events.get(events.size() - 1);
    return last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
        + last.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId()
        + last.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId();
  }

  /** Waits for the next run of the chain. */
  Run awaitNext(Run run) {
    return run.withRunId(
        Awaitility.await().atMost(SOON).until(() -> nextRunId(run), next -> !next.isEmpty()));
  }

  /** Waits until the run's trace has a span whose name begins so. */
  void awaitSpan(WorkflowStub run, String name) throws InterruptedException {
    store().awaitTrace(ShapeTrace.idIn(history(run)), Outline.has(name), SOON);
  }
}
