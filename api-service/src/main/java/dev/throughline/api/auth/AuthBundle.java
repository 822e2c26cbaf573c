package dev.throughline.api.auth;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Guards every resource method by its {@code RolesAllowed} or {@code PermitAll}; one with neither
 * is closed. Without an {@code auth:} block everything is open, and the service only starts where
 * none but this machine can reach it. Adds the command {@code hash-password}.
 *
 * @param <T> the application's configuration
 */
public final class AuthBundle<T extends Configuration> implements ConfiguredBundle<T> {
  private final Function<T, @Nullable AuthFactory> configuration;

  public AuthBundle(Function<T, @Nullable AuthFactory> configuration) {
    this.configuration = configuration;
  }

  @Override
  public void initialize(Bootstrap<?> bootstrap) {
    bootstrap.addCommand(new HashPasswordCommand());
  }

  @Override
  public void run(T config, Environment environment) {
    AuthFactory factory = configuration.apply(config);
    if (factory == null) {
      Reach.requireLoopback(config.getServerFactory());
    } else {
      factory.build(environment);
    }
  }
}
