package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;

import dev.throughline.tracing.DurableTracing;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Traced workers for {@link Walk} in this process, on a real server, and the spans they write. One
 * server for a test class; after each test its workers are stopped and its spans forgotten.
 */
final class Walkers implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** Runs that a worker keeps in memory: so few that most are evicted and replayed. */
  static final int CACHE = 2;

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Deque<WorkerFactory> factories = new ArrayDeque<>();
  private @Nullable TemporalServer server;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Path directories = Files.createDirectories(Path.of("target/clusters"));
    server = new TemporalServer(Files.createTempDirectory(directories, ""));
    server.start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stopWorkers();
    forgetSpans();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    temporal().close();
  }

  TemporalServer temporal() {
    return requireNonNull(server);
  }

  /** Starts a worker that remembers nothing of others, and returns its client. */
  WorkflowClient worker(String taskQueue) {
    DurableTracing tracing =
        DurableTracing.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    WorkflowClient client =
        WorkflowClient.newInstance(
            temporal().service(), WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(CACHE).build());
    factories.push(factory);
    Walk.register(factory.newWorker(taskQueue));
    factory.start();
    return client;
  }

  WorkflowStub started(WorkflowClient client, String taskQueue, int steps) {
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

  List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  List<SpanData> spans(String name) {
    return spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  void forgetSpans() {
    spans.reset();
  }

  RunHistory history(WorkflowStub stub) {
    WorkflowExecution execution = stub.getExecution();
    return RunHistory.of(temporal(), execution.getWorkflowId(), execution.getRunId());
  }

  static Run run(WorkflowStub stub) {
    WorkflowExecution execution = stub.getExecution();
    return new Run("default", execution.getWorkflowId(), execution.getRunId());
  }

  /** Stops all workers; what they were at is lost. */
  void stopWorkers() {
    while (!factories.isEmpty()) {
      WorkerFactory factory = factories.pop();
      factory.shutdownNow();
      factory.awaitTermination(10, TimeUnit.SECONDS);
    }
  }
}
