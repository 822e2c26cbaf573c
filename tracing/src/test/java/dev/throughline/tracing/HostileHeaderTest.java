package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.throughline.tracing.Orders.Order;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that name no span, as other clients, codecs or attackers send them. */
class HostileHeaderTest {

  static Stream<Arguments> unusableHeaders() {
    return Stream.of(
        Arguments.of("missing", null),
        Arguments.of("empty", payload("json/plain", "")),
        Arguments.of("empty", payload("json/plain", "{}")),
        Arguments.of("encoding", payload("binary/encrypted", "\u0001\u0002\u0003")),
        Arguments.of("too_large", payload("json/plain", "\"" + "x".repeat(1 << 20) + "\"")),
        Arguments.of("malformed", payload("json/plain", "{\"traceparent\":")),
        Arguments.of("malformed", payload("json/plain", "[".repeat(8192))),
        Arguments.of(
            "invalid_traceparent", payload("json/plain", "{\"traceparent\":\"00-0-0-00\"}")));
  }

  @ParameterizedTest
  @MethodSource("unusableHeaders")
  void run_withAnUnusableHeader_completesInADerivedTrace_andIsCounted(
      String reason, @Nullable Payload header) {
    try (TracedEnvironment environment = environmentSending(header, Sampler.alwaysOn())) {
      Orders.start(environment);

      String result = environment.inRequest(() -> environment.workflow(Order.class).order(1));

      assertThat(result).isEqualTo("ordered");
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Order CLIENT
              RunWorkflow:Order
                RunActivity:Audit CONSUMER #1
                StartActivity:Reserve
                  RunActivity:Reserve CONSUMER #1 ERROR
                    POST inventory CLIENT
                  RunActivity:Reserve CONSUMER #2
                    POST inventory CLIENT
                StartChildWorkflow:Ship
                  RunWorkflow:Ship
                    StartActivity:Deliver
                      RunActivity:Deliver CONSUMER #1
              """);
      var anchor = environment.span("RunWorkflow:Order");
      String runId = String.valueOf(anchor.getAttributes().get(Keys.RUN_ID));
      assertThat(anchor.getTraceId())
          .isEqualTo(Ids.derivedTrace(new Run("default", "order-1", runId)));
      assertThat(environment.unusableHeaders()).isEqualTo(Map.of(reason, 1L));
    }
  }

  @Test
  void run_withoutAHeader_isSampledByItsDerivedTraceId() {
    try (TracedEnvironment environment =
        environmentSending(null, Sampler.parentBased(Sampler.alwaysOff()))) {
      Orders.start(environment);

      String result = environment.workflow(Order.class).order(2);

      assertThat(result).isEqualTo("ordered");
      assertThat(environment.spans()).isEmpty();
    }
  }

  private static TracedEnvironment environmentSending(@Nullable Payload header, Sampler sampler) {
    TracedEnvironment.Builder builder =
        TracedEnvironment.builder()
            .clientInterceptors(
                new WorkflowClientInterceptorBase() {
                  @Override
                  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
                      WorkflowClientCallsInterceptor next) {
                    return new Overwriting(next, header);
                  }
                });
    builder.tracing().setSampler(sampler);
    return builder.build();
  }

  private static Payload payload(String encoding, String data) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8(encoding))
        .setData(ByteString.copyFromUtf8(data))
        .build();
  }

  /** Innermost of the client's interceptors: it sees the header that the plug-in has written. */
  private static final class Overwriting extends WorkflowClientCallsInterceptorBase {
    private final @Nullable Payload header;

    Overwriting(WorkflowClientCallsInterceptor next, @Nullable Payload header) {
      super(next);
      this.header = header;
    }

    @Override
    public WorkflowStartOutput start(WorkflowStartInput input) {
      Map<String, Payload> fields = input.getHeader().getValues();
      assertThat(fields).containsKey(TraceHeader.FIELD);
      if (header == null) {
        fields.remove(TraceHeader.FIELD);
      } else {
        fields.put(TraceHeader.FIELD, header);
      }
      return super.start(input);
    }
  }
}
