package dev.throughline.tracing;

import dev.throughline.tracing.contract.BaggageAllowList;
import dev.throughline.tracing.contract.Relation;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.SimplePlugin;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes a request, the Temporal workflow that it starts and every activity of it one trace, by the
 * trace contract. It is a Temporal plug-in: set it once on the client, and the workers made from
 * that client have it too.
 *
 * <pre>{@code
 * DurableTracing tracing = DurableTracing.builder().addSpanProcessor(processor).build();
 * WorkflowClient client =
 *     WorkflowClient.newInstance(
 *         stubs, WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
 * }</pre>
 *
 * <p>The client makes CLIENT spans for starts, signals, queries, updates, cancellations and
 * terminations, and writes the header. A worker writes the {@code RunWorkflow}, {@code
 * StartChildWorkflow} and {@code StartActivity} anchors and the {@code RunActivity} and {@code
 * HandleQuery} bars, carries the header on, and ends its identity in {@value #IDENTITY_SUFFIX}.
 * Workflow code sees none of it. {@link Relation} says how a caller chooses another trace shape.
 *
 * <p>Thread safety: all methods may be called from any thread. Failure: nothing here fails a
 * workflow, an activity or a client call; an unusable header gives a derived trace and is counted
 * by {@code throughline.header.unusable}.
 */
public final class DurableTracing extends SimplePlugin implements AutoCloseable {
  /** What a Throughline worker's identity ends in, so that a reader of history knows it. */
  public static final String IDENTITY_SUFFIX = "+throughline/1";

  private final OpenTelemetrySdk openTelemetry;
  private final RunTraces runTraces;
  private final ClientTracing clientTracing;
  private final WorkerTracing workerTracing;

  private DurableTracing(Builder builder) {
    super("dev.throughline.tracing");
    DerivedIdGenerator ids = new DerivedIdGenerator();
    this.openTelemetry = builder.openTelemetry(ids);
    SpanProcessor processor = SpanProcessor.composite(builder.processors);
    this.runTraces = new RunTraces(openTelemetry.getMeterProvider(), builder.sampler);
    this.clientTracing = new ClientTracing(openTelemetry, builder.baggage);
    this.workerTracing =
        new WorkerTracing(
            openTelemetry,
            ids,
            new AnchorWriter(processor),
            runTraces,
            builder.runLookup,
            builder.baggage);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The SDK whose spans go the same way; its spans join the trace of the attempt or request. */
  public OpenTelemetry openTelemetry() {
    return openTelemetry;
  }

  /**
   * Whether the sampler takes a trace that no header decides for. Whoever writes spans of such runs
   * from elsewhere must decide alike.
   *
   * @param derivedTraceId the trace id derived from a run, 32 hexadecimal digits
   */
  public boolean samples(String derivedTraceId) {
    return runTraces.isSampled(derivedTraceId);
  }

  /** Flushes and shuts down the span processors; waits at most 10 seconds. */
  @Override
  public void close() {
    // The SDK's own close would shut the meters down before the span processors have told their
    // last.
    openTelemetry.getSdkTracerProvider().close();
    openTelemetry.getSdkMeterProvider().close();
    openTelemetry.getSdkLoggerProvider().close();
  }

  @Override
  public void configureWorkflowClient(WorkflowClientOptions.Builder builder) {
    super.configureWorkflowClient(builder);
    // Defaults first: an unset namespace or identity is null until then.
    WorkflowClientOptions options = builder.validateAndBuildWithDefaults();
    if (options.getContextPropagators().stream().anyMatch(RunHeaderPropagator.class::isInstance)) {
      // The options of a client that has the plug-in, used for another client.
      return;
    }
    builder.setIdentity(marked(options.getIdentity()));

    List<WorkflowClientInterceptor> interceptors =
        new ArrayList<>(Arrays.asList(options.getInterceptors()));
    interceptors.addAll(clientTracing.interceptors(options.getNamespace()));
    builder.setInterceptors(interceptors.toArray(WorkflowClientInterceptor[]::new));

    List<ContextPropagator> propagators = new ArrayList<>(options.getContextPropagators());
    propagators.add(new RunHeaderPropagator());
    builder.setContextPropagators(propagators);
  }

  @Override
  public void configureWorkerFactory(WorkerFactoryOptions.Builder builder) {
    super.configureWorkerFactory(builder);
    WorkerInterceptor[] given = builder.build().getWorkerInterceptors();
    List<WorkerInterceptor> interceptors =
        new ArrayList<>(given == null ? List.of() : Arrays.asList(given));
    interceptors.add(workerTracing);
    builder.setWorkerInterceptors(interceptors.toArray(WorkerInterceptor[]::new));
  }

  @Override
  public void configureWorker(String taskQueue, WorkerOptions.Builder builder) {
    super.configureWorker(taskQueue, builder);
    String identity = builder.build().getIdentity();
    if (identity != null) {
      builder.setIdentity(marked(identity));
      workerTracing.identityOf(taskQueue, marked(identity));
    }
  }

  private static String marked(String identity) {
    return identity.endsWith(IDENTITY_SUFFIX) ? identity : identity + IDENTITY_SUFFIX;
  }

  /** Settings of {@link DurableTracing}; each has a default but the span processors. */
  public static final class Builder {
    private final List<SpanProcessor> processors = new ArrayList<>();
    private Resource resource = Resource.getDefault();
    private Sampler sampler = Sampler.parentBased(Sampler.alwaysOn());
    private SdkMeterProvider meters = SdkMeterProvider.builder().build();
    private TextMapPropagator propagator =
        TextMapPropagator.composite(
            W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
    private BaggageAllowList baggage = BaggageAllowList.NONE;
    private boolean runLookup = true;

    private Builder() {}

    /** Adds where spans go, the process's own and the anchors. */
    public Builder addSpanProcessor(SpanProcessor processor) {
      processors.add(processor);
      return this;
    }

    /**
     * Names the process, at least by {@code service.name}. Anchors have the contract's resource.
     */
    public Builder setResource(Resource resource) {
      this.resource = resource;
      return this;
    }

    /**
     * Decides for traces that begin here. Inside a run the run's decision holds, whatever the
     * sampler. For a run without a header it is asked with the derived trace id, so it must answer
     * alike in every process: the SDK's samplers do. Default: parent-based, always on.
     */
    public Builder setSampler(Sampler sampler) {
      this.sampler = sampler;
      return this;
    }

    /** Where metrics go; default: nowhere. It is closed with this. */
    public Builder setMeterProvider(SdkMeterProvider meters) {
      this.meters = meters;
      return this;
    }

    /** What {@link #openTelemetry()} propagates over HTTP; default: W3C Trace Context, Baggage. */
    public Builder setPropagator(TextMapPropagator propagator) {
      this.propagator = propagator;
      return this;
    }

    /**
     * The baggage keys that are written into Temporal headers, where they stay in event history; at
     * most 1 KiB in all. Default: none.
     */
    public Builder setBaggageKeys(Set<String> keys) {
      this.baggage = new BaggageAllowList(keys);
      return this;
    }

    /**
     * Whether an activity whose header is not usable, as from a workflow worker without tracing,
     * asks the server for its run's first event, once a run. Default: true. Without it, or when the
     * server does not answer, the activity is in the trace derived from its run id.
     */
    public Builder setRunLookup(boolean runLookup) {
      this.runLookup = runLookup;
      return this;
    }

    /**
     * Builds the SDK and the plug-in on it.
     *
     * @throws IllegalStateException if there is no span processor
     */
    public DurableTracing build() {
      if (processors.isEmpty()) {
        throw new IllegalStateException(
            "no span would be kept: call addSpanProcessor, for example with a BatchSpanProcessor");
      }
      return new DurableTracing(this);
    }

    private OpenTelemetrySdk openTelemetry(DerivedIdGenerator ids) {
      var tracers =
          SdkTracerProvider.builder()
              .setResource(resource)
              .setIdGenerator(ids)
              .setSampler(new RunSampler(sampler));
      processors.forEach(tracers::addSpanProcessor);
      OpenTelemetrySdkBuilder sdk =
          OpenTelemetrySdk.builder()
              .setTracerProvider(tracers.build())
              .setMeterProvider(meters)
              .setPropagators(ContextPropagators.create(propagator));
      return sdk.build();
    }
  }
}
