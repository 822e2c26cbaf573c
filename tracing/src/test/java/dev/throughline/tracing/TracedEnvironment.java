package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowClientPlugin;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The plug-in on Temporal's test server, with all its spans and metrics at hand. */
final class TracedEnvironment implements AutoCloseable {
  static final String TASK_QUEUE = "orders";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final DurableTracing tracing;
  private final TestWorkflowEnvironment temporal;
  private final WorkflowClient client;

  private TracedEnvironment(Builder builder) {
    this.tracing =
        builder
            .tracing
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    this.temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(builder.client.setPlugins(tracing).build())
                .setWorkerFactoryOptions(builder.factory.build())
                .setWorkflowServiceStubsOptions(builder.stubs)
                .build());
    this.client = temporal.getWorkflowClient();
  }

  static TracedEnvironment create() {
    return builder().build();
  }

  static Builder builder() {
    return new Builder();
  }

  DurableTracing tracing() {
    return tracing;
  }

  TestWorkflowEnvironment temporal() {
    return temporal;
  }

  WorkflowClient client() {
    return client;
  }

  /** Another process's client, with its own plug-ins; it does not skip time. */
  WorkflowClient clientWith(WorkflowClientPlugin... plugins) {
    return WorkflowClient.newInstance(
        temporal.getWorkflowServiceStubs(),
        WorkflowClientOptions.newBuilder().setPlugins(plugins).build());
  }

  /** Starts one worker that does all of this. */
  void start(List<Class<?>> workflows, Object... activities) {
    start(WorkerOptions.getDefaultInstance(), workflows, activities);
  }

  void start(WorkerOptions options, List<Class<?>> workflows, Object... activities) {
    Worker worker = temporal.newWorker(TASK_QUEUE, options);
    worker.registerWorkflowImplementationTypes(workflows.toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(activities);
    temporal.start();
  }

  <T> T workflow(Class<T> type) {
    return workflow(type, "order-1");
  }

  <T> T workflow(Class<T> type, String workflowId) {
    return client.newWorkflowStub(type, options(workflowId).build());
  }

  static WorkflowOptions.Builder options(String workflowId) {
    return WorkflowOptions.newBuilder().setTaskQueue(TASK_QUEUE).setWorkflowId(workflowId);
  }

  /** Runs the call as an HTTP server would: inside a SERVER span. */
  <T> T inRequest(Supplier<T> call) {
    Span span =
        tracing
            .openTelemetry()
            .getTracer("test")
            .spanBuilder("POST /orders")
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    try (Scope ignored = span.makeCurrent()) {
      return call.get();
    } finally {
      span.end();
    }
  }

  void inRequest(Runnable call) {
    inRequest(
        () -> {
          call.run();
          return true;
        });
  }

  /** All spans so far. A span is exported before the call, attempt or task that it is of ends. */
  List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  List<SpanData> spans(String name) {
    return spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  SpanData span(String name) {
    List<SpanData> named = spans(name);
    assertThat(named).as("spans called %s of %s", name, SpanTree.of(spans())).hasSize(1);
    return named.get(0);
  }

  /** The attributes of the one span of this name, in a form that can be compared. */
  Attributes attributes(String spanName) {
    return Attributes.builder().putAll(span(spanName).getAttributes()).build();
  }

  String tree() {
    return SpanTree.of(spans());
  }

  void forgetSpans() {
    exporter.reset();
  }

  /** The counter {@code throughline.header.unusable}, by reason. */
  Map<String, Long> unusableHeaders() {
    Map<String, Long> counts = new TreeMap<>();
    metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals("throughline.header.unusable"))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .forEach(point -> counts.put(reason(point), point.getValue()));
    return counts;
  }

  private static String reason(LongPointData point) {
    return Objects.requireNonNull(point.getAttributes().get(AttributeKey.stringKey("reason")));
  }

  @Override
  public void close() {
    temporal.close();
    tracing.close();
  }

  static final class Builder {
    private final DurableTracing.Builder tracing = DurableTracing.builder();
    private final WorkflowClientOptions.Builder client = WorkflowClientOptions.newBuilder();
    private final WorkerFactoryOptions.Builder factory = WorkerFactoryOptions.newBuilder();

    private WorkflowServiceStubsOptions stubs = WorkflowServiceStubsOptions.getDefaultInstance();

    private Builder() {}

    DurableTracing.Builder tracing() {
      return tracing;
    }

    WorkflowClientOptions.Builder client() {
      return client;
    }

    WorkerFactoryOptions.Builder factory() {
      return factory;
    }

    Builder stubs(WorkflowServiceStubsOptions options) {
      this.stubs = options;
      return this;
    }

    Builder clientInterceptors(WorkflowClientInterceptor... interceptors) {
      client.setInterceptors(interceptors);
      return this;
    }

    Builder workerInterceptors(WorkerInterceptor... interceptors) {
      factory.setWorkerInterceptors(interceptors);
      return this;
    }

    TracedEnvironment build() {
      return new TracedEnvironment(this);
    }
  }
}
