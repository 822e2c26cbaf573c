package dev.throughline.api.http;

import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Environment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin requests, limits, and an orderly stop.
 *
 * @param <T> the application's configuration
 */
public final class HttpBundle<T> implements ConfiguredBundle<T> {
  private final Function<T, HttpFactory> configuration;
  private @Nullable Draining draining;

  public HttpBundle(Function<T, HttpFactory> configuration) {
    this.configuration = configuration;
  }

  @Override
  public void run(T config, Environment environment) {
    draining = configuration.apply(config).build(environment);
  }

  /**
   * Where answers that do not end by themselves hear that the service stops.
   *
   * @throws IllegalStateException before the bundle has run
   */
  public Draining draining() {
    if (draining == null) {
      throw new IllegalStateException("the bundle has not run yet");
    }
    return draining;
  }
}
