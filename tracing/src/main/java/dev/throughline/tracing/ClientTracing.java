package dev.throughline.tracing;

import dev.throughline.tracing.contract.BaggageAllowList;
import dev.throughline.tracing.contract.Keys;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.opentracingshim.OpenTracingShim;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.opentracing.OpenTracingClientInterceptor;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.SpanCreationContext;
import java.util.List;

/**
 * The client side: temporal-opentracing on the OpenTelemetry shim makes the spans and writes the
 * header, {@link ShimSpanBuilder} gives them kind and attributes, {@link ClientCallsTracing} adds
 * what contrib lacks.
 */
final class ClientTracing {
  private final Tracer tracer;
  private final io.opentracing.Tracer shim;

  @SuppressWarnings("deprecation") // OpenTracing is; temporal-opentracing is what Temporal has
  ClientTracing(OpenTelemetry openTelemetry, BaggageAllowList baggage) {
    this.tracer = openTelemetry.getTracer("dev.throughline.tracing");
    HeaderCarrier carrier = new HeaderCarrier(baggage);
    this.shim =
        OpenTracingShim.createTracerShim(openTelemetry.getTracerProvider(), carrier, carrier);
  }

  /** In the order of the client's options, where the last one is outermost. */
  List<WorkflowClientInterceptor> interceptors(String namespace) {
    OpenTracingOptions options =
        OpenTracingOptions.newBuilder()
            .setTracer(shim)
            .setSpanBuilderProvider(
                (ignored, call) -> new ShimSpanBuilder(spanBuilder(call, namespace), shim))
            .build();
    WorkflowClientInterceptor inner =
        new WorkflowClientInterceptorBase() {
          @Override
          public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
              WorkflowClientCallsInterceptor next) {
            return new ClientCallsTracing(next, tracer, namespace);
          }
        };
    return List.of(inner, new OpenTracingClientInterceptor(options));
  }

  private SpanBuilder spanBuilder(SpanCreationContext call, String namespace) {
    SpanBuilder builder =
        tracer
            .spanBuilder(
                call.getSpanOperationType().getDefaultPrefix() + ":" + call.getActionName())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(Keys.NAMESPACE, namespace)
            .setAttribute(Keys.WORKFLOW_ID, call.getWorkflowId());
    String runId = call.getRunId();
    if (runId != null && !runId.isEmpty()) {
      builder.setAttribute(Keys.RUN_ID, runId);
    }
    return switch (call.getSpanOperationType()) {
      case START_WORKFLOW, SIGNAL_WITH_START_WORKFLOW, UPDATE_WITH_START_WORKFLOW ->
          builder.setAttribute(Keys.WORKFLOW_TYPE, call.getActionName());
      default -> builder;
    };
  }
}
