package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import dev.throughline.recorder.ForeignRuns;
import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.tracing.DurableTracing;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.temporal.activity.ActivityInterface;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs of a Python worker, which a Throughline client starts and a Throughline worker does an
 * activity for.
 */
@ExtendWith(ForeignWorkerIT.PythonSdk.class)
class ForeignWorkerIT {
  private static final String WORKER = "src/test/resources/python/worker.py";
  private static final Duration STORED_WITHIN = Duration.ofSeconds(20);

  private Cluster cluster;
  private SpanExporter exporter;
  private WorkflowClient client;
  private WorkerFactory javaWorker;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
    exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(cluster.traces().httpEndpoint() + "/v1/traces")
            .build();
    DurableTracing tracing =
        DurableTracing.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
    client =
        WorkflowClient.newInstance(
            cluster.temporal().service(),
            WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
    javaWorker = WorkerFactory.newInstance(client);
    javaWorker.newWorker("java").registerActivitiesImplementations((Till) () -> {});
    javaWorker.start();
  }

  @AfterEach
  void stop() {
    javaWorker.shutdownNow();
    javaWorker.awaitTermination(10, TimeUnit.SECONDS);
    exporter.close();
    cluster.close();
  }

  /** History names the last attempt only. */
  @Test
  void runOfAWorkerWithoutTracing_isDrawnFromHistory() throws Exception {
    RunHistory history = order(Map.of());

    cluster.startWorker();

    assertTree(
        """
        StartWorkflow:Order
        └─ RunWorkflow:Order
           ├─ CompleteWorkflow:Order
           ├─ StartActivity:Reserve
           │  └─ RunActivity:Reserve attempt 2
           ├─ Timer
           └─ StartActivity:Charge
              └─ RunActivity:Charge attempt 1""");
    assertThroughlineWorkerWroteWhatHistoryTells(history);
  }

  @Test
  void runOfAWorkerWithItsOwnTracing_keepsItsTree_andTheRecorderAddsWhatHistoryTells()
      throws Exception {
    RunHistory history =
        order(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", cluster.traces().httpEndpoint()));

    // Charge's lower two lines are of the Throughline worker, the others of Python.
    assertTree(
        """
        StartWorkflow:Order
        ├─ RunWorkflow:Order
        ├─ StartActivity:Reserve
        │  ├─ RunActivity:Reserve ERROR
        │  └─ RunActivity:Reserve
        ├─ StartActivity:Charge
        │  └─ StartActivity:Charge
        │     └─ RunActivity:Charge attempt 1
        └─ CompleteWorkflow:Order""");

    cluster.startWorker();

    assertTree(
        """
        StartWorkflow:Order
        ├─ RunWorkflow:Order
        │  ├─ CompleteWorkflow:Order
        │  └─ Timer
        ├─ RunWorkflow:Order
        ├─ StartActivity:Reserve
        │  ├─ StartActivity:Reserve
        │  │  └─ RunActivity:Reserve attempt 2
        │  ├─ RunActivity:Reserve ERROR
        │  └─ RunActivity:Reserve
        ├─ StartActivity:Charge
        │  └─ StartActivity:Charge
        │     └─ RunActivity:Charge attempt 1
        └─ CompleteWorkflow:Order""");
    assertThroughlineWorkerWroteWhatHistoryTells(history);
  }

  /** Runs an order to its end, on a Python worker with the variables. */
  private RunHistory order(Map<String, String> variables) throws Exception {
    Path log = cluster.directory().resolve("python.log");
    ProcessBuilder builder =
        new ProcessBuilder(PythonSdk.PYTHON.toString(), WORKER)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.matches("(TEMPORAL|OTEL)_.*"));
    builder.environment().put("TEMPORAL_ADDRESS", cluster.temporal().address());
    builder.environment().putAll(variables);
    Process worker = builder.start();
    try {
      WorkflowStub run =
          client.newUntypedWorkflowStub(
              "Order",
              WorkflowOptions.newBuilder()
                  .setWorkflowId(UUID.randomUUID().toString())
                  .setTaskQueue("python")
                  .build());
      run.start();
      run.getResult(30, TimeUnit.SECONDS, Void.class);
      WorkflowExecution execution = run.getExecution();
      return RunHistory.of(cluster.temporal(), execution.getWorkflowId(), execution.getRunId());
    } catch (TimeoutException e) {
      throw new AssertionError("The run does not end:\n" + Files.readString(log), e);
    } finally {
      worker.destroy();
      worker.waitFor();
    }
  }

  private void assertTree(String outline) throws InterruptedException {
    SpanStore store = cluster.traces().store();
    String trace = store.spans().get(0).traceId();
    SpanTree unused = store.awaitTrace(trace, Outline.is(outline), STORED_WITHIN);
    assertThat(store.spans()).extracting(ReceivedSpan::traceId).containsOnly(trace);
    store.assertComplete();
  }

  /** Below another SDK's spans, too. */
  private void assertThroughlineWorkerWroteWhatHistoryTells(RunHistory history) {
    List<SpanData> spans = new ArrayList<>();
    HistoryDerivation derivation =
        new HistoryDerivation(
            history.run(),
            new HistoryDerivation.Rules(
                ForeignRuns.FULL, HistoryDerivation.Scope.WHOLE, traceId -> true),
            spans::add);
    history.events().forEach(derivation::accept);
    assertThat(exporter.export(spans).join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    SpanStore store = cluster.traces().store();
    assertThat(store.duplicates()).extracting(ReceivedSpan::name).contains("StartActivity:Charge");
    assertThat(store.conflicts()).isEmpty();
  }

  /** The activity of the Throughline worker. */
  @ActivityInterface
  public interface Till {
    /** Does nothing. */
    void charge();
  }

  /** Skips the tests where pip cannot install Temporal's SDK. */
  static final class PythonSdk implements ExecutionCondition {
    static final Path PYTHON = Path.of("target", "python-sdk", "bin", "python");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestMethod().isPresent()) {
        return ConditionEvaluationResult.enabled("the class is");
      }
      try {
        var unused = PythonEnvironment.made("python-sdk", "requirements.txt");
        return ConditionEvaluationResult.enabled("there is a Python SDK");
      } catch (IOException e) {
        return ConditionEvaluationResult.disabled("No Python SDK: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ConditionEvaluationResult.disabled("interrupted");
      }
    }
  }
}
