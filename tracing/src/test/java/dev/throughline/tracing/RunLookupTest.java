package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Orders.Ship;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Activities whose workflow runs on a worker without tracing, so that their headers are empty. */
class RunLookupTest {
  private final FirstEventReads reads = new FirstEventReads();

  @Test
  void activities_areUnderTheirRunsAnchor_whichIsAskedForOnce() {
    try (TracedEnvironment environment = environment(TracedEnvironment.builder())) {
      runOnAnUntracedWorkflowWorker(environment);

      SpanData start = environment.span("StartWorkflow:Ship");
      assertThat(environment.spans("StartActivity:Deliver"))
          .hasSize(3)
          .allSatisfy(
              anchor -> {
                assertThat(anchor.getTraceId()).isEqualTo(start.getTraceId());
                assertThat(anchor.getParentSpanId()).isEqualTo(Ids.runWorkflow(runOf(anchor)));
              });
      assertThat(environment.spans("RunActivity:Deliver")).hasSize(3);
      assertThat(reads.count).hasValue(1);
      assertThat(environment.unusableHeaders()).isEqualTo(Map.of("missing", 3L));
    }
  }

  @Test
  void activities_areInTheDerivedTrace_whereLookingUpIsSwitchedOff() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setRunLookup(false);
    try (TracedEnvironment environment = environment(builder)) {
      runOnAnUntracedWorkflowWorker(environment);

      assertInTheDerivedTrace(environment);
      assertThat(reads.count).hasValue(0);
    }
  }

  @Test
  void activities_areInTheDerivedTrace_whereTheServerDoesNotTell() {
    reads.failing = true;
    try (TracedEnvironment environment = environment(TracedEnvironment.builder())) {
      runOnAnUntracedWorkflowWorker(environment);

      assertInTheDerivedTrace(environment);
      assertThat(reads.count).as("a failure is remembered").hasValue(1);
    }
  }

  @Test
  void activities_ofAnUnsampledRun_makeNoSpan() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setSampler(Sampler.alwaysOff());
    try (TracedEnvironment environment = environment(builder)) {
      runOnAnUntracedWorkflowWorker(environment);

      assertThat(environment.spans()).isEmpty();
      assertThat(reads.count).hasValue(1);
    }
  }

  private static void assertInTheDerivedTrace(TracedEnvironment environment) {
    assertThat(environment.spans("StartActivity:Deliver"))
        .hasSize(3)
        .allSatisfy(
            anchor -> {
              assertThat(anchor.getTraceId()).isEqualTo(Ids.derivedTrace(runOf(anchor)));
              assertThat(anchor.getParentSpanId()).isEqualTo(Ids.runWorkflow(runOf(anchor)));
            });
  }

  private TracedEnvironment environment(TracedEnvironment.Builder builder) {
    return builder
        .stubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setGrpcClientInterceptors(List.of(reads))
                .build())
        .build();
  }

  private static void runOnAnUntracedWorkflowWorker(TracedEnvironment environment) {
    Worker traced = environment.temporal().newWorker(TracedEnvironment.TASK_QUEUE);
    traced.registerActivitiesImplementations((Delivery) () -> {});
    environment.temporal().start();
    WorkerFactory untraced = WorkerFactory.newInstance(environment.clientWith());
    untraced
        .newWorker(
            TracedEnvironment.TASK_QUEUE,
            WorkerOptions.newBuilder().setLocalActivityWorkerOnly(true).build())
        .registerWorkflowImplementationTypes(ThreeDeliveries.class);
    untraced.start();
    try {
      environment.workflow(Ship.class).ship();
    } finally {
      untraced.shutdownNow();
    }
  }

  private static Run runOf(SpanData span) {
    return new Run("default", "order-1", String.valueOf(span.getAttributes().get(Keys.RUN_ID)));
  }

  @ActivityInterface
  public interface Delivery {
    void deliver();
  }

  public static final class ThreeDeliveries implements Ship {
    @Override
    public void ship() {
      Delivery delivery =
          Workflow.newActivityStub(
              Delivery.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());
      delivery.deliver();
      delivery.deliver();
      delivery.deliver();
    }
  }

  /** Counts the reads of a single event, and fails them if told so. */
  private static final class FirstEventReads implements ClientInterceptor {
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean failing;

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void sendMessage(Q message) {
          if (message instanceof GetWorkflowExecutionHistoryRequest request
              && request.getMaximumPageSize() == 1) {
            count.incrementAndGet();
            if (failing) {
              throw Status.PERMISSION_DENIED.asRuntimeException();
            }
          }
          super.sendMessage(message);
        }
      };
    }
  }
}
