package dev.throughline.dropwizard;

import dev.throughline.journal.SpanDestination;
import dev.throughline.tracing.DurableTracing;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Environment;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Traces a Dropwizard application: a SERVER span for each HTTP request, and the {@link
 * DurableTracing} that its Temporal clients and workers share. Spans are kept in a journal on disk
 * until they are exported, with the health check {@code span-journal}.
 *
 * <p>A request's span is named {@code METHOD route}, continues an incoming {@code traceparent}, has
 * the attributes of the stable HTTP semantic conventions and ends once, when the answer is written.
 * The admin connector and the configured paths make none. Add it before {@link TemporalBundle}:
 * what is added first is stopped last.
 *
 * @param <T> the application's configuration
 */
public final class TracingBundle<T> implements ConfiguredBundle<T> {
  private final Function<T, TracingFactory> configuration;
  private TracingFactory.@Nullable Traced traced;

  public TracingBundle(Function<T, TracingFactory> configuration) {
    this.configuration = configuration;
  }

  @Override
  public void run(T config, Environment environment) {
    TracingFactory factory = configuration.apply(config);
    TracingFactory.Traced built = factory.build(environment);
    traced = built;
    environment.jersey().register(new RouteListener());
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server) {
                  new HttpServerTracing(
                          built.tracing().openTelemetry(),
                          factory.excludedPaths(),
                          factory.http().trustsTraceContext())
                      .insertInto(server);
                }
              }
            });
  }

  /**
   * The plug-in, and by it the OpenTelemetry SDK.
   *
   * @throws IllegalStateException before the bundle has run
   */
  public DurableTracing tracing() {
    return traced().tracing();
  }

  /**
   * Where whole spans go, such as a recorder's: the OTLP endpoint, and they are safe when it has
   * acknowledged them; without one, or with {@code journal.retain}, the journal.
   *
   * @return {@code null} if there is neither, or {@code OTEL_SDK_DISABLED} says that there are to
   *     be no spans
   * @throws IllegalStateException before the bundle has run
   */
  public @Nullable SpanDestination spanDestination() {
    return traced().destination();
  }

  /**
   * Whether what goes to {@link #spanDestination()} comes to an OTLP endpoint, if not at once.
   *
   * @throws IllegalStateException before the bundle has run
   */
  public boolean isExporting() {
    return traced().exported();
  }

  private TracingFactory.Traced traced() {
    if (traced == null) {
      throw new IllegalStateException("the bundle has not run yet");
    }
    return traced;
  }
}
