package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.throughline.tracing.Orders.Ship;
import dev.throughline.tracing.Orders.Warehouse;
import dev.throughline.tracing.Orders.WarehouseActivities;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.opentracingshim.OpenTracingShim;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.OpenTracingWorkerInterceptor;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Interceptors and propagators of the user's own, another tracing's among them. */
class NeighboursTest {

  @Test
  void otherInterceptors_workOn_andTheHeaderIsOurs() {
    InMemorySpanExporter others = InMemorySpanExporter.create();
    try (OpenTelemetrySdk otherTracing = sdk(others);
        TracedEnvironment environment =
            TracedEnvironment.builder()
                .workerInterceptors(contrib(otherTracing), new HeaderOfTheUser())
                .build()) {
      Orders.start(environment);

      environment.inRequest(() -> environment.workflow(Ship.class).ship());

      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Ship CLIENT
                  RunWorkflow:Ship
                    StartActivity:Deliver
                      RunActivity:Deliver CONSUMER #1
              """);
      assertThat(others.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .contains("RunWorkflow:Ship", "StartActivity:Deliver", "RunActivity:Deliver");
      Map<String, Payload> header = headerOfTheActivity(environment);
      TraceHeader ours = TraceHeader.read(header, defect -> {});
      assertThat(ours).isNotNull();
      assertThat(ours.span().getSpanId())
          .isEqualTo(environment.span("RunWorkflow:Ship").getSpanId());
      assertThat(header).containsKey("user");
    }
  }

  @Test
  void propagatorsOfTheUser_workOn_alsoWhereACallReplacesTheClients() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.client().setContextPropagators(List.of(new PropagatorOfTheUser("of-client")));
    try (TracedEnvironment environment = builder.build()) {
      environment.start(
          List.of(ShipsWithItsOwnPropagator.class),
          new WarehouseActivities(environment.tracing().openTelemetry()));

      environment.inRequest(() -> environment.workflow(Ship.class).ship());

      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Ship CLIENT
                  RunWorkflow:Ship
                    StartActivity:Deliver
                      RunActivity:Deliver CONSUMER #1
              """);
      assertThat(headerOfTheActivity(environment)).containsOnlyKeys("of-call", TraceHeader.FIELD);
      assertThat(
              environment
                  .client()
                  .fetchHistory("order-1")
                  .getEvents()
                  .get(0)
                  .getWorkflowExecutionStartedEventAttributes()
                  .getHeader()
                  .getFieldsMap())
          .containsOnlyKeys("of-client", TraceHeader.FIELD);
    }
  }

  private static Map<String, Payload> headerOfTheActivity(TracedEnvironment environment) {
    return environment.client().fetchHistory("order-1").getEvents().stream()
        .filter(event -> event.hasActivityTaskScheduledEventAttributes())
        .map(event -> event.getActivityTaskScheduledEventAttributes().getHeader().getFieldsMap())
        .findFirst()
        .orElseThrow();
  }

  private static OpenTelemetrySdk sdk(InMemorySpanExporter spans) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  @SuppressWarnings("deprecation") // OpenTracing is; temporal-opentracing is what Temporal has
  private static WorkerInterceptor contrib(OpenTelemetrySdk tracing) {
    return new OpenTracingWorkerInterceptor(
        OpenTracingOptions.newBuilder()
            .setTracer(OpenTracingShim.createTracerShim(tracing))
            .build());
  }

  public static final class ShipsWithItsOwnPropagator implements Ship {
    @Override
    public void ship() {
      Workflow.newActivityStub(
              Warehouse.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .setContextPropagators(List.of(new PropagatorOfTheUser("of-call")))
                  .build())
          .deliver();
    }
  }

  /** Writes one header field, whatever the context. */
  private record PropagatorOfTheUser(String getName) implements ContextPropagator {
    @Override
    public Map<String, Payload> serializeContext(Object context) {
      return Map.of(getName, Payload.getDefaultInstance());
    }

    @Override
    public Object deserializeContext(Map<String, Payload> header) {
      return header;
    }

    @Override
    public Object getCurrentContext() {
      return getName;
    }

    @Override
    public void setCurrentContext(Object context) {}
  }

  /** Adds a header field of the user's to activities. */
  private static final class HeaderOfTheUser extends WorkerInterceptorBase {
    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
      return new WorkflowInboundCallsInterceptorBase(next) {
        @Override
        public void init(WorkflowOutboundCallsInterceptor outbound) {
          super.init(
              new WorkflowOutboundCallsInterceptorBase(outbound) {
                @Override
                public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
                  input
                      .getHeader()
                      .getValues()
                      .put(
                          "user",
                          Payload.newBuilder().setData(ByteString.copyFromUtf8("x")).build());
                  return super.executeActivity(input);
                }
              });
        }
      };
    }
  }
}
