package dev.throughline.conformance;

import dev.throughline.journal.SpanJournal;
import dev.throughline.tracing.DurableTracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The library in a program of a user's own. Its activity makes spans that end and one that stays
 * open, and blocks at its first attempt.
 */
final class BlockingWorker {
  static final String TASK_QUEUE = "blocking";

  /** So many of them fill several segments of the smallest size. */
  static final int ENDED_SPANS = 2000;

  private static final int SEGMENT_SIZE = 1 << 16;

  private BlockingWorker() {}

  /** Works until it is killed, for the server and with the journal that the environment names. */
  public static void main(String[] arguments) {
    SpanJournal journal =
        SpanJournal.builder(Path.of(System.getenv("THROUGHLINE_JOURNAL_DIR")))
            .exportTo(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") + "/v1/traces"))
            .setSegmentSize(SEGMENT_SIZE)
            .setExportDelay(Duration.ofMillis(100))
            .build();
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
    worker.registerWorkflowImplementationTypes(BlockImpl.class);
    worker.registerActivitiesImplementations(
        new SpansImpl(tracing.openTelemetry().getTracer("a user's")));
    factory.start();
  }

  /** The workflow's type. */
  @WorkflowInterface
  public interface Block {
    /** Runs the activity. */
    @WorkflowMethod
    void run();
  }

  /** The activity's type. */
  @ActivityInterface
  public interface Spans {
    /** Makes spans. */
    void makeSpans() throws InterruptedException;
  }

  /** The workflow. */
  public static final class BlockImpl implements Block {
    @Override
    public void run() {
      Spans spans =
          Workflow.newActivityStub(
              Spans.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(10))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                  .build());
      try {
        spans.makeSpans();
      } catch (InterruptedException e) {
        throw Workflow.wrap(e);
      }
    }
  }

  private record SpansImpl(Tracer tracer) implements Spans {
    @Override
    public void makeSpans() throws InterruptedException {
      if (Activity.getExecutionContext().getInfo().getAttempt() > 1) {
        return;
      }
      Span open = tracer.spanBuilder("open").startSpan();
      for (int i = 0; i < ENDED_SPANS; i++) {
        tracer.spanBuilder("ended").startSpan().end();
      }
      try (Scope scope = open.makeCurrent()) {
        tracer.spanBuilder("ended inside").startSpan().end();
        new CountDownLatch(1).await();
      }
    }
  }
}
