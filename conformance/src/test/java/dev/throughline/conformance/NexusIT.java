package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.conformance.ShapeSpan.Link;
import io.nexusrpc.Operation;
import io.nexusrpc.Service;
import io.nexusrpc.handler.OperationHandler;
import io.nexusrpc.handler.OperationImpl;
import io.nexusrpc.handler.ServiceImpl;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.nexus.v1.EndpointSpec;
import io.temporal.api.nexus.v1.EndpointTarget;
import io.temporal.api.operatorservice.v1.CreateNexusEndpointRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.failure.NexusOperationFailure;
import io.temporal.nexus.Nexus;
import io.temporal.nexus.WorkflowHandle;
import io.temporal.nexus.WorkflowRunOperation;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.NexusOperationHandle;
import io.temporal.workflow.NexusOperationOptions;
import io.temporal.workflow.NexusServiceOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nexus operations, through the server: what the handler does and starts is in its caller's trace.
 * The caller and the handler work in this process, the runs that the handler starts in another.
 */
class NexusIT {
  @RegisterExtension static final ShapesCluster shapes = new ShapesCluster();

  private static final String TASK_QUEUE = "errands";
  private static @Nullable WorkerFactory workers;

  @BeforeAll
  static void work() {
    var unused =
        OperatorServiceGrpc.newBlockingStub(shapes.temporal().service().getRawChannel())
            .createNexusEndpoint(
                CreateNexusEndpointRequest.newBuilder()
                    .setSpec(
                        EndpointSpec.newBuilder()
                            .setName(TASK_QUEUE)
                            .setTarget(
                                EndpointTarget.newBuilder()
                                    .setWorker(
                                        EndpointTarget.Worker.newBuilder()
                                            .setNamespace("default")
                                            .setTaskQueue(TASK_QUEUE))))
                    .build());
    workers =
        WorkerFactory.newInstance(
            shapes.client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new HeadersOfTheUser())
                .build());
    Worker worker = workers.newWorker(TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(Errands.class);
    worker.registerNexusServiceImplementation(new Handler());
    workers.start();
  }

  @AfterAll
  static void rest() {
    if (workers != null) {
      workers.shutdownNow();
    }
  }

  @Test
  void operationThatIsARun_isInItsCallersTrace() throws Exception {
    WorkflowStub run = start("RunErrand", "Success");

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:RunErrand
            └─ RunWorkflow:RunErrand
               ├─ CompleteWorkflow:RunErrand
               ├─ StartNexusOperation:Errand/run
               └─ StartWorkflow:Success
                  └─ RunWorkflow:Success
                     ├─ CompleteWorkflow:Success
                     └─ StartActivity:Reserve
                        └─ RunActivity:Reserve attempt 1""");
    assertThat(trace.span("StartNexusOperation:Errand/run").attribute("temporal.event_id"))
        .isEqualTo(shapes.eventId(run, EventType.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED));
  }

  @Test
  void operationThatAnswersAtOnce_hasWhatItDoesInItsCallersTrace() throws Exception {
    WorkflowStub waiting = shapes.start("Wait");
    WorkflowStub run = start("TellErrand", waiting.getExecution().getWorkflowId());

    ShapeTrace trace =
        shapes.await(
            run,
            """
            StartWorkflow:TellErrand
            └─ RunWorkflow:TellErrand
               ├─ CompleteWorkflow:TellErrand
               ├─ StartNexusOperation:Errand/tell
               └─ SignalWorkflow:resume""");
    shapes.awaitSpan(waiting, "CompleteWorkflow:Wait");
    ShapeTrace told = ShapeTrace.of(shapes.store().trace(ShapeTrace.idIn(shapes.history(waiting))));
    assertThat(told.span("HandleSignal:resume").links())
        .containsExactly(Link.to(trace.span("SignalWorkflow:resume"), "caller"));
  }

  @Test
  void cancellationOfAnOperation_isInItsCallersTrace() throws Exception {
    shapes.await(
        start("CancelErrand", "Listen"),
        """
        StartWorkflow:CancelErrand
        └─ RunWorkflow:CancelErrand
           ├─ CompleteWorkflow:CancelErrand
           ├─ StartNexusOperation:Errand/run
           ├─ StartWorkflow:Listen
           │  └─ RunWorkflow:Listen
           │     └─ CompleteWorkflow:Listen
           └─ CancelWorkflow""");
  }

  /**
   * The server counts 8 KiB, keys and values, and would fail the workflow task for one byte more.
   */
  @Test
  void headersOfTheUser_thatFillTheServersLimit_failNothing() throws Exception {
    WorkflowStub run = start("LadenErrand", "Success");

    shapes.await(
        run,
        """
        StartWorkflow:LadenErrand
        └─ RunWorkflow:LadenErrand
           ├─ CompleteWorkflow:LadenErrand
           └─ StartNexusOperation:Errand/run""");
    assertThat(
            shapes
                .event(run, EventType.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED)
                .getNexusOperationScheduledEventAttributes()
                .getNexusHeaderMap())
        .containsOnlyKeys("laden");
  }

  private static WorkflowStub start(String type, String argument) {
    WorkflowStub run = shapes.stub(type, options -> options.setTaskQueue(TASK_QUEUE));
    run.start(argument);
    return run;
  }

  @Service
  public interface Errand {
    /** Signals a run, and answers. */
    @Operation
    String tell(String workflowId);

    /** Answers when a run of the type has closed. */
    @Operation
    String run(String type);
  }

  @ServiceImpl(service = Errand.class)
  public static final class Handler {
    @OperationImpl
    public OperationHandler<String, String> tell() {
      return OperationHandler.sync(
          (context, details, workflowId) -> {
            client().newUntypedWorkflowStub(workflowId).signal("resume");
            return "told";
          });
    }

    @OperationImpl
    public OperationHandler<String, String> run() {
      return WorkflowRunOperation.fromWorkflowHandle(
          (context, details, type) ->
              WorkflowHandle.fromWorkflowStub(
                  client()
                      .newUntypedWorkflowStub(
                          type,
                          WorkflowOptions.newBuilder()
                              .setWorkflowId(type + "-" + details.getRequestId())
                              .setTaskQueue(ShapesWorker.TASK_QUEUE)
                              .build()),
                  String.class));
    }

    private static WorkflowClient client() {
      return Nexus.getOperationContext().getWorkflowClient();
    }
  }

  /** Workflows that call an operation, by their types. */
  public static final class Errands implements DynamicWorkflow {
    private final Errand errand =
        Workflow.newNexusServiceStub(
            Errand.class,
            NexusServiceOptions.newBuilder()
                .setEndpoint(TASK_QUEUE)
                .setOperationOptions(
                    NexusOperationOptions.newBuilder()
                        .setScheduleToCloseTimeout(Duration.ofMinutes(1))
                        .build())
                .build());

    @Override
    public String execute(EncodedValues arguments) {
      String argument = arguments.get(String.class);
      return switch (Workflow.getInfo().getWorkflowType()) {
        case "TellErrand" -> errand.tell(argument);
        case "CancelErrand" -> canceled(argument);
        default -> errand.run(argument);
      };
    }

    private String canceled(String type) {
      CancellationScope scope =
          Workflow.newCancellationScope(
              () -> {
                NexusOperationHandle<String> running =
                    Workflow.startNexusOperation(errand::run, type);
                running.getExecution().get();
                CancellationScope.current().cancel();
                running.getResult().get();
              });
      try {
        scope.run();
        return "done";
      } catch (NexusOperationFailure expected) {
        return "canceled";
      }
    }
  }

  /** A user's interceptor, which puts as many headers there as the server takes. */
  private static final class HeadersOfTheUser extends WorkerInterceptorBase {
    private static final String KEY = "laden";
    private static final String VALUE = "x".repeat(8 * 1024 - KEY.length());

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
      return new WorkflowInboundCallsInterceptorBase(next) {
        @Override
        public void init(WorkflowOutboundCallsInterceptor outbound) {
          super.init(
              new WorkflowOutboundCallsInterceptorBase(outbound) {
                @Override
                public <R> ExecuteNexusOperationOutput<R> executeNexusOperation(
                    ExecuteNexusOperationInput<R> input) {
                  if (Workflow.getInfo().getWorkflowType().equals("LadenErrand")) {
                    input.getHeaders().put(KEY, VALUE);
                  }
                  return super.executeNexusOperation(input);
                }
              });
        }
      };
    }
  }
}
