package dev.throughline.dropwizard;

import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.grpc.ClientInterceptor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A traced Temporal client for a Dropwizard application, with the health check {@code temporal}.
 * The connection is made when it is first needed, and again whenever it is lost: the application
 * starts without a Temporal service and finds it by itself.
 *
 * @param <T> the application's configuration
 */
public final class TemporalBundle<T> implements ConfiguredBundle<T> {
  private final Function<T, TemporalFactory> configuration;
  private final TracingBundle<T> tracing;
  private final Duration patience;
  private final List<ClientInterceptor> interceptors = new ArrayList<>();
  private @Nullable WorkflowClient client;

  /**
   * The bundle; {@code tracing} must have been added before it.
   *
   * @param patience how long a call is tried again while Temporal cannot be reached: a few seconds
   *     where somebody waits for the answer, a minute or more for a worker that would lose work
   */
  public TemporalBundle(
      Function<T, TemporalFactory> configuration, TracingBundle<T> tracing, Duration patience) {
    this.configuration = configuration;
    this.tracing = tracing;
    this.patience = patience;
  }

  /** Adds a gRPC interceptor, which sees every call of the client. */
  public TemporalBundle<T> with(ClientInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  @Override
  public void run(T config, Environment environment) {
    TemporalFactory factory = configuration.apply(config);
    WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(options(factory));
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(factory.getNamespace())
                .setPlugins(tracing.tracing())
                .build());
    environment
        .lifecycle()
        .manage(
            new Managed() {
              @Override
              public void stop() {
                stubs.shutdownNow();
                stubs.awaitTermination(5, TimeUnit.SECONDS);
              }
            });
    environment.healthChecks().register("temporal", new TemporalHealthCheck(stubs));
  }

  /**
   * The client, whose plug-in workers made from it have too.
   *
   * @throws IllegalStateException before the bundle has run
   */
  public WorkflowClient client() {
    if (client == null) {
      throw new IllegalStateException("the bundle has not run yet");
    }
    return client;
  }

  private WorkflowServiceStubsOptions options(TemporalFactory factory) {
    WorkflowServiceStubsOptions options = factory.stubsOptions();
    // A single call may not outlast the patience either, or a silent server would double it.
    Duration rpcTimeout =
        patience.compareTo(options.getRpcTimeout()) < 0 ? patience : options.getRpcTimeout();
    return WorkflowServiceStubsOptions.newBuilder(options)
        .setGrpcClientInterceptors(interceptors)
        .setRpcTimeout(rpcTimeout)
        .setRpcQueryTimeout(rpcTimeout)
        .setRpcRetryOptions(
            RpcRetryOptions.newBuilder(options.getRpcRetryOptions())
                .setExpiration(patience)
                .validateBuildWithDefaults())
        .build();
  }
}
