package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Errands.Call;
import dev.throughline.tracing.Errands.Handler;
import dev.throughline.tracing.contract.Relation;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nexus headers of other people: a user's interceptor writes them too, and anybody may send any.
 */
class NexusHeadersTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @Test
  void headersOfTheUser_stay() {
    Map<String, String> headers = Map.of("Authorization", "Bearer x", "Baggage", "tenant=bob");
    try (TracedEnvironment environment = sending(sent -> sent.putAll(headers))) {
      try (Scope ignored = Baggage.builder().put("tenant", "ann").build().makeCurrent()) {
        environment.inRequest(() -> environment.workflow(Call.class).call("run"));
      }

      assertThat(sent(environment))
          .containsOnlyKeys("authorization", "baggage", "traceparent")
          .containsEntry("authorization", "Bearer x")
          .containsEntry("baggage", "tenant=bob");
      assertThat(environment.span("StartWorkflow:Run").getParentSpanId())
          .isEqualTo(environment.span("RunWorkflow:Call").getSpanId());
    }
  }

  @Test
  void traceContextOfTheUser_stays_andIsNotMixedWithOurs() {
    TraceState state = TraceState.builder().put("vendor", "x").build();
    SpanContext caller =
        SpanContext.createFromRemoteParent(
            "0b".repeat(16), "0c".repeat(8), TraceFlags.getSampled(), state);
    try (TracedEnvironment environment =
        sending(headers -> headers.put("Traceparent", TRACEPARENT))) {
      try (Scope ignored = Context.root().with(Span.wrap(caller)).makeCurrent()) {
        environment.workflow(Call.class).call("run");
      }

      assertThat(sent(environment)).isEqualTo(Map.of("traceparent", TRACEPARENT));
      assertThat(environment.span("RunWorkflow:Run").getTraceId()).isEqualTo(TRACE);
    }
  }

  @Test
  void choiceInTheHeaders_holdsForTheRunThatIsStarted() {
    try (TracedEnvironment environment =
        sending(headers -> headers.put("throughline", Relation.LINK.format()))) {
      environment.inRequest(() -> environment.workflow(Call.class).call("run"));

      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Call CLIENT
                  RunWorkflow:Call
                    StartWorkflow:Run CLIENT
              RunWorkflow:Run ~origin StartWorkflow:Run
              """);
    }
  }

  @Test
  void choiceForTheRun_isNotPassedOnToItsOperations() {
    try (TracedEnvironment environment = sending(headers -> {})) {
      try (Scope ignored = Relation.SAME_TRACE.makeCurrent()) {
        environment.workflow(Call.class).call("run");
      }

      assertThat(sent(environment)).containsOnlyKeys("traceparent");
    }
  }

  /** The server would refuse them, and with them the workflow task, for ever. */
  @Test
  void headers_neverBecomeTooLargeForTheServer() {
    SpanContext caller =
        SpanContext.createFromRemoteParent(
            TRACE,
            "0c".repeat(8),
            TraceFlags.getSampled(),
            TraceState.builder().put("vendor", "x".repeat(200)).build());
    int room = "traceparent".length() + TRACEPARENT.length() + "tracestate".length() + 200;
    String large = "x".repeat(8 * 1024 - "user".length() - room);
    try (TracedEnvironment environment = sending(headers -> headers.put("user", large))) {
      try (Scope ignored = Context.root().with(Span.wrap(caller)).makeCurrent()) {
        environment.workflow(Call.class).call("run");
      }

      assertThat(sent(environment)).containsOnlyKeys("user", "traceparent");
    }
  }

  static Stream<Arguments> unusableHeaders() {
    return Stream.of(
        Arguments.of("empty", Map.of("traceparent", "")),
        Arguments.of("invalid_traceparent", Map.of("traceparent", "nonsense")),
        Arguments.of(
            "too_large", Map.of("traceparent", TRACEPARENT, "baggage", "x".repeat(8 * 1024))));
  }

  @ParameterizedTest
  @MethodSource("unusableHeaders")
  void unusableHeaders_failNothing_andAreCounted(String reason, Map<String, String> headers) {
    try (TracedEnvironment environment = sending(sent -> sent.putAll(headers))) {
      String result = environment.inRequest(() -> environment.workflow(Call.class).call("run"));

      assertThat(result).isEqualTo("bread");
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Call CLIENT
                  RunWorkflow:Call
              StartWorkflow:Run CLIENT
                RunWorkflow:Run
              """);
      assertThat(environment.unusableHeaders()).isEqualTo(Map.of(reason, 1L));
    }
  }

  private static TracedEnvironment sending(Consumer<Map<String, String>> headers) {
    TracedEnvironment.Builder builder =
        TracedEnvironment.builder().workerInterceptors(new HeadersOfTheUser(headers));
    builder.tracing().setBaggageKeys(Set.of("tenant"));
    TracedEnvironment environment = builder.build();
    Handler unused = Errands.start(environment);
    return environment;
  }

  /** The headers in the caller's history. */
  private static Map<String, String> sent(TracedEnvironment environment) {
    return environment.client().fetchHistory("order-1").getEvents().stream()
        .filter(event -> event.hasNexusOperationScheduledEventAttributes())
        .map(event -> event.getNexusOperationScheduledEventAttributes().getNexusHeaderMap())
        .findFirst()
        .orElseThrow();
  }

  private static final class HeadersOfTheUser extends WorkerInterceptorBase {
    private final Consumer<Map<String, String>> headers;

    HeadersOfTheUser(Consumer<Map<String, String>> headers) {
      this.headers = headers;
    }

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
                  headers.accept(input.getHeaders());
                  return super.executeNexusOperation(input);
                }
              });
        }
      };
    }
  }
}
