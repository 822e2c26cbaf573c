package dev.throughline.recorder;

import dev.throughline.tracing.DurableTracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Workers and clients on a Temporal server, and the histories and spans that came of them. */
abstract class Recording {
  static final String TRACED = "traced";
  static final String FOREIGN = "foreign";

  private static final long BEGAN = System.nanoTime();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  final WorkflowServiceStubs stubs;
  final Operator operator;
  final WorkflowClient traced;
  final WorkflowClient plain;
  private final Map<String, WorkflowExecutionHistory> histories = new LinkedHashMap<>();

  Recording(String address) {
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    stubs.connect(Duration.ofSeconds(20));
    operator = new Operator(stubs.blockingStub());
    traced = client("caller-1", true);
    plain = client("caller-2", false);
  }

  WorkflowClient client(String identity, boolean withPlugin) {
    var options = WorkflowClientOptions.newBuilder().setIdentity(identity);
    if (withPlugin) {
      options.setPlugins(
          DurableTracing.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(exporter))
              .setResource(Resource.empty())
              .build());
    }
    return WorkflowClient.newInstance(stubs, options.build());
  }

  /** Starts the workers. */
  abstract List<WorkerFactory> work();

  /** Makes the runs and keeps their histories. */
  abstract void generate();

  static WorkflowOptions.Builder options(String workflowId, String taskQueue) {
    return WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue(taskQueue);
  }

  WorkflowStub stub(
      WorkflowClient client,
      String workflowId,
      String type,
      UnaryOperator<WorkflowOptions.Builder> more) {
    return client.newUntypedWorkflowStub(type, more.apply(options(workflowId, TRACED)).build());
  }

  WorkflowStub start(
      WorkflowClient client,
      String workflowId,
      String type,
      UnaryOperator<WorkflowOptions.Builder> more) {
    WorkflowStub stub = stub(client, workflowId, type, more);
    stub.start();
    return stub;
  }

  void inRequest(Runnable call) {
    SpanContext request =
        SpanContext.createFromRemoteParent(
            "0a".repeat(16), "0b".repeat(8), TraceFlags.getSampled(), TraceState.getDefault());
    try (Scope ignored = Context.root().with(Span.wrap(request)).makeCurrent()) {
      call.run();
    }
  }

  /** Whether the signal that comes while the activity runs has no workflow task yet. */
  static boolean isUnanswered(WorkflowExecutionHistory history) {
    return !history.getLastEvent().hasWorkflowTaskCompletedEventAttributes()
        || history.getEvents().stream()
            .noneMatch(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes);
  }

  static long firstTask(WorkflowExecutionHistory history) {
    return tasks(history).get(0);
  }

  static long lastTask(WorkflowExecutionHistory history) {
    List<Long> tasks = tasks(history);
    return tasks.get(tasks.size() - 1);
  }

  static List<Long> tasks(WorkflowExecutionHistory history) {
    return history.getEvents().stream()
        .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
        .map(HistoryEvent::getEventId)
        .toList();
  }

  String nextRun(WorkflowExecution execution) {
    while (true) {
      HistoryEvent last = history(execution).getLastEvent();
      String next =
          last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
              + last.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId()
              + last.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId()
              + last.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId();
      if (!next.isEmpty()) {
        return next;
      }
      pause();
    }
  }

  /** A run and the next of its chain. */
  void chain(String name, String type, UnaryOperator<WorkflowOptions.Builder> options) {
    WorkflowStub stub = start(traced, name, type, options);
    String second = nextRun(execution(stub));
    close(name + "-2", stubOf(run(name, second)));
    keep(name + "-1", execution(stub));
  }

  void await(WorkflowStub stub, EventType type) {
    while (history(execution(stub)).getEvents().stream()
        .noneMatch(event -> event.getEventType() == type)) {
      pause();
    }
  }

  void close(String name, WorkflowStub stub) {
    WorkflowExecution execution = execution(stub);
    System.out.println(name);
    while (!isClosed(history(execution))) {
      pause();
    }
    keep(name, execution);
  }

  static boolean isClosed(WorkflowExecutionHistory history) {
    return Closing.isClose(history.getLastEvent());
  }

  void keep(String name, WorkflowExecution execution) {
    histories.put(name, history(execution));
  }

  WorkflowExecutionHistory history(WorkflowExecution execution) {
    return plain.fetchHistory(execution.getWorkflowId(), execution.getRunId());
  }

  WorkflowStub stubOf(WorkflowExecution execution) {
    return plain.newUntypedWorkflowStub(
        WorkflowTargetOptions.newBuilder().setWorkflowExecution(execution).build());
  }

  /** The run that the stub is of, by its run id. */
  WorkflowExecution execution(WorkflowStub stub) {
    WorkflowExecution execution = stub.getExecution();
    if (!execution.getRunId().isEmpty()) {
      return execution;
    }
    return run(
        execution.getWorkflowId(),
        plain
            .newUntypedWorkflowStub(execution.getWorkflowId())
            .describe()
            .getExecution()
            .getRunId());
  }

  static WorkflowExecution run(String workflowId, String runId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }

  static void pause() {
    if (System.nanoTime() - BEGAN > Duration.ofMinutes(2).toNanos()) {
      throw new IllegalStateException("what is waited for does not come");
    }
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds the histories, and the spans that were written meanwhile, to what is there. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, WorkflowExecutionHistory> history : histories.entrySet()) {
      Files.writeString(
          directory.resolve(history.getKey() + ".json"), history.getValue().toJson(true) + "\n");
    }
    List<String> lines = new ArrayList<>();
    for (SpanData span : exporter.getFinishedSpanItems()) {
      lines.add(WrittenSpans.line(span));
    }
    Files.write(
        directory.resolve(WrittenSpans.FILE),
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
