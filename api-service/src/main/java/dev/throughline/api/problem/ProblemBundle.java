package dev.throughline.api.problem;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Makes every error an RFC 9457 problem: those of resources, of Jersey and of Jetty. Add it before
 * the tracing bundle, which wraps the error handler that it finds.
 */
public final class ProblemBundle implements ConfiguredBundle<Configuration> {
  @Override
  public void run(Configuration config, Environment environment) {
    if (config.getServerFactory() instanceof AbstractServerFactory server) {
      server.setRegisterDefaultExceptionMappers(false);
    }
    ProblemMapper mapper = new ProblemMapper();
    environment.jersey().register(mapper);
    environment.jersey().register(new InvalidInputMapper(mapper));
    ContainerErrors containerErrors = new ContainerErrors(environment.getObjectMapper());
    environment.getApplicationContext().setErrorHandler(containerErrors);
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server) {
                  server.setErrorHandler(containerErrors);
                }
              }
            });
  }
}
