package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.throughline.tracing.Orders.Ship;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
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

  private static String service(TracedEnvironment environment, String span) {
    return String.valueOf(environment.span(span).getResource().getAttribute(SERVICE));
  }
}
