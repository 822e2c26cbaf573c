package dev.throughline.conformance;

import dev.throughline.journal.SpanJournal;
import dev.throughline.tracing.DurableTracing;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A worker of a user's own, with the library, for {@link Shapes}. */
final class ShapesWorker {
  static final String TASK_QUEUE = "shapes";

  private ShapesWorker() {}

  /** Starts it as a process that works for the cluster's server and backend. */
  static JavaProcess start(Cluster cluster) throws Exception {
    return JavaProcess.start(
        ShapesWorker.class,
        cluster.directory(),
        Map.of(
            "TEMPORAL_ADDRESS", cluster.temporal().address(),
            "OTEL_EXPORTER_OTLP_ENDPOINT", cluster.traces().httpEndpoint(),
            "THROUGHLINE_JOURNAL_DIR", cluster.journal().path().toString()));
  }

  /** Returns a journal that exports with little delay. */
  static SpanJournal journal(Path directory, String endpoint) {
    return SpanJournal.builder(directory)
        .exportTo(OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces"))
        .setExportDelay(Duration.ofMillis(100))
        .build();
  }

  /** Works until it is killed. */
  public static void main(String[] arguments) {
    SpanJournal journal =
        journal(
            Path.of(System.getenv("THROUGHLINE_JOURNAL_DIR")),
            System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT"));
    DurableTracing tracing = DurableTracing.builder().addSpanProcessor(journal).build();
    WorkflowServiceStubs server =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(System.getenv("TEMPORAL_ADDRESS"))
                .build());
    WorkerFactory factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(
                server, WorkflowClientOptions.newBuilder().setPlugins(tracing).build()));
    Worker worker = factory.newWorker(TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(Shapes.class);
    worker.registerActivitiesImplementations(new ShapeTasks.Done());
    factory.start();
  }
}
