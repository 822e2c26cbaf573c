package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Relation;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.Header;
import io.temporal.worker.WorkerFactoryOptions;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An activity without a workflow, which the test server cannot run: its worker's part alone. */
class StandaloneActivityTracingTest {
  private static final SpanContext CALLER =
      SpanContext.createFromRemoteParent(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.getSampled(),
          TraceState.getDefault());

  @Test
  void attempt_isUnderTheSpanInItsHeader_withoutAnAnchor() {
    SpanData attempt = attempt(new TraceHeader(CALLER, Baggage.empty(), Relation.DEFAULT));

    assertThat(attempt.getName()).isEqualTo("RunActivity:Mail");
    assertThat(attempt.getParentSpanContext()).isEqualTo(CALLER);
    assertThat(attempt.getSpanId())
        .isEqualTo(Ids.runActivity(new Run("default", "", "activity-run"), "mail-1", 1, 123));
  }

  @Test
  void attempt_withoutAHeader_isTheRootOfATrace_asTheSamplerDecides() {
    SpanData attempt = attempt(null);

    assertThat(attempt.getParentSpanContext().isValid()).isFalse();
    assertThat(attempt.getName()).isEqualTo("RunActivity:Mail");
  }

  private static SpanData attempt(@Nullable TraceHeader header) {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    try (DurableTracing tracing =
        DurableTracing.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build()) {
      WorkerFactoryOptions.Builder factory = WorkerFactoryOptions.newBuilder();
      tracing.configureWorkerFactory(factory);
      ActivityInboundCallsInterceptor interceptor =
          factory.build().getWorkerInterceptors()[0].interceptActivity(new Nothing());
      Header fields = new Header(new HashMap<>());
      if (header != null) {
        fields.getValues().put(TraceHeader.FIELD, header.toPayload());
      }

      interceptor.init(context());
      interceptor.execute(new ActivityInboundCallsInterceptor.ActivityInput(fields, new Object[0]));

      assertThat(spans.getFinishedSpanItems()).hasSize(1);
      return spans.getFinishedSpanItems().get(0);
    }
  }

  private static ActivityExecutionContext context() {
    ActivityInfo info =
        answering(
            ActivityInfo.class,
            Map.of(
                "isInWorkflow",
                false,
                "isLocal",
                false,
                "getNamespace",
                "default",
                "getActivityRunId",
                "activity-run",
                "getActivityId",
                "mail-1",
                "getActivityType",
                "Mail",
                "getActivityTaskQueue",
                "orders",
                "getAttempt",
                1,
                "getCurrentAttemptScheduledTimestamp",
                123L,
                "getStartedTimestamp",
                125L));
    WorkflowClient client =
        answering(
            WorkflowClient.class, Map.of("getOptions", WorkflowClientOptions.getDefaultInstance()));
    return answering(
        ActivityExecutionContext.class, Map.of("getInfo", info, "getWorkflowClient", client));
  }

  /** Answers these methods; {@code null} to all others. */
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  private static final class Nothing implements ActivityInboundCallsInterceptor {
    @Override
    public void init(ActivityExecutionContext context) {}

    @Override
    public ActivityOutput execute(ActivityInput input) {
      return new ActivityOutput(null);
    }
  }
}
