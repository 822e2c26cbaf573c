package dev.throughline.tracing;

import io.nexusrpc.Operation;
import io.nexusrpc.Service;
import io.nexusrpc.handler.OperationHandler;
import io.nexusrpc.handler.OperationImpl;
import io.nexusrpc.handler.ServiceImpl;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.temporal.api.nexus.v1.Endpoint;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.NexusOperationFailure;
import io.temporal.nexus.Nexus;
import io.temporal.nexus.WorkflowRunOperation;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.NexusOperationHandle;
import io.temporal.workflow.NexusOperationOptions;
import io.temporal.workflow.NexusServiceOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A workflow that calls Nexus operations, one that answers at once and one that is a workflow. */
final class Errands {
  private static final String ENDPOINT = "errands";

  private Errands() {}

  /** Starts a worker for all of it. */
  static Handler start(TracedEnvironment environment) {
    TestWorkflowEnvironment temporal = environment.temporal();
    Handler handler = new Handler(environment.tracing().openTelemetry());
    Worker worker = temporal.newWorker(TracedEnvironment.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(Calls.class, Runs.class);
    worker.registerNexusServiceImplementation(handler);
    Endpoint unused = temporal.createNexusEndpoint(ENDPOINT, TracedEnvironment.TASK_QUEUE);
    temporal.start();
    return handler;
  }

  @Service
  public interface Errand {
    @Operation
    String ask(String what);

    @Operation
    String run(String what);
  }

  @ServiceImpl(service = Errand.class)
  public static final class Handler {
    volatile Baggage baggage = Baggage.empty();
    final AtomicInteger requests = new AtomicInteger();
    private final Tracer tracer;

    Handler(OpenTelemetry openTelemetry) {
      this.tracer = openTelemetry.getTracer("inventory-client");
    }

    @OperationImpl
    public OperationHandler<String, String> ask() {
      return OperationHandler.sync(
          (context, details, what) -> {
            requests.incrementAndGet();
            baggage = Baggage.current();
            tracer.spanBuilder("GET " + what).setSpanKind(SpanKind.CLIENT).startSpan().end();
            return what;
          });
    }

    @OperationImpl
    public OperationHandler<String, String> run() {
      return WorkflowRunOperation.fromWorkflowMethod(
          (context, details, what) -> {
            requests.incrementAndGet();
            return Nexus.getOperationContext()
                    .getWorkflowClient()
                    .newWorkflowStub(Run.class, TracedEnvironment.options("run-1").build())
                ::run;
          });
    }
  }

  @WorkflowInterface
  public interface Call {
    /** Calls the operation of this name; {@code cancel} is a run that is cancelled. */
    @WorkflowMethod(name = "Call")
    String call(String operation);
  }

  @WorkflowInterface
  public interface Run {
    @WorkflowMethod(name = "Run")
    String run(String what);
  }

  public static final class Calls implements Call {
    private final Errand errand =
        Workflow.newNexusServiceStub(
            Errand.class,
            NexusServiceOptions.newBuilder()
                .setEndpoint(ENDPOINT)
                .setOperationOptions(
                    NexusOperationOptions.newBuilder()
                        .setScheduleToCloseTimeout(Duration.ofMinutes(1))
                        .build())
                .build());

    @Override
    public String call(String operation) {
      return switch (operation) {
        case "ask" -> errand.ask("bread");
        case "run" -> errand.run("bread");
        default -> canceled();
      };
    }

    private String canceled() {
      CancellationScope scope =
          Workflow.newCancellationScope(
              () -> {
                NexusOperationHandle<String> running =
                    Workflow.startNexusOperation(errand::run, "patience");
                running.getExecution().get();
                CancellationScope.current().cancel();
                running.getResult().get();
              });
      try {
        scope.run();
        return "done";
      } catch (NexusOperationFailure | CanceledFailure expected) {
        return "canceled";
      }
    }
  }

  public static final class Runs implements Run {
    @Override
    public String run(String what) {
      if (what.equals("patience")) {
        Workflow.await(() -> false);
      }
      return what;
    }
  }
}
