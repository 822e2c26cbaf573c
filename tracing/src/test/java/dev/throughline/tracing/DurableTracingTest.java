package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.throughline.tracing.Orders.Order;
import dev.throughline.tracing.Orders.Ship;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import org.junit.jupiter.api.Test;

class DurableTracingTest {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

  @Test
  void build_withoutASpanProcessor_saysWhatIsMissing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> DurableTracing.builder().build())
        .withMessageContaining("addSpanProcessor");
  }

  @Test
  void resource_isOnTheProcessesOwnSpans_andNotOnAnchors() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setResource(Resource.create(Attributes.of(SERVICE, "worker")));
    try (TracedEnvironment environment = builder.build()) {
      Orders.start(environment);
      environment.workflow(Ship.class).ship();

      assertThat(service(environment, "StartWorkflow:Ship")).isEqualTo("worker");
      assertThat(service(environment, "RunActivity:Deliver")).isEqualTo("worker");
      assertThat(service(environment, "RunWorkflow:Ship")).isEqualTo("temporal");
      assertThat(service(environment, "StartActivity:Deliver")).isEqualTo("temporal");
    }
  }

  @Test
  void spanProcessorThatFails_costsTheAnchors_andNothingElse() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().addSpanProcessor(new FailsOnAnchors());
    try (TracedEnvironment environment = builder.build()) {
      Orders.start(environment);

      assertThat(environment.workflow(Order.class).order(1)).isEqualTo("ordered");

      assertThat(environment.spans("RunActivity:Reserve")).hasSize(2);
      assertThat(environment.spans("RunWorkflow:Order")).isEmpty();
    }
  }

  @Test
  void optionsOfATracedClient_makeAnotherThatIsTracedOnce() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Orders.start(environment);
      WorkflowClient copy =
          WorkflowClient.newInstance(
              environment.client().getWorkflowServiceStubs(), environment.client().getOptions());

      copy.newWorkflowStub(
              Ship.class,
              WorkflowOptions.newBuilder().setTaskQueue(TracedEnvironment.TASK_QUEUE).build())
          .ship();

      assertThat(environment.spans("StartWorkflow:Ship")).hasSize(1);
    }
  }

  private static String service(TracedEnvironment environment, String span) {
    return String.valueOf(environment.span(span).getResource().getAttribute(SERVICE));
  }

  private static final class FailsOnAnchors implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      if (span instanceof ReadySpan) {
        throw new IllegalStateException("disk full");
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
