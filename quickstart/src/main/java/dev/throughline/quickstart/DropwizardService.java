package dev.throughline.quickstart;

import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import net.sourceforge.argparse4j.inf.Namespace;
import org.eclipse.jetty.server.Server;

/** A Dropwizard application that runs in this process and can be stopped. */
final class DropwizardService implements AutoCloseable {
  private final Server server;

  private DropwizardService(Server server) {
    this.server = server;
  }

  /**
   * Starts an application as {@code server FILE.yml} does, and returns when it listens.
   *
   * @param configuration a class path resource in place of the file
   */
  static <C extends Configuration> DropwizardService start(
      Application<C> application, String configuration) throws Exception {
    AtomicReference<Server> started = new AtomicReference<>();
    Bootstrap<C> bootstrap =
        new Bootstrap<>(application) {
          @Override
          public void run(C configuration, Environment environment) throws Exception {
            environment.lifecycle().addServerLifecycleListener(started::set);
            super.run(configuration, environment);
          }
        };
    bootstrap.setConfigurationSourceProvider(new ResourceConfigurationSourceProvider());
    application.initialize(bootstrap);
    new ServerCommand<>(application).run(bootstrap, new Namespace(Map.of("file", configuration)));
    Server server = Objects.requireNonNull(started.get(), "server");
    // The quickstart stops its parts itself, one after the other.
    server.setStopAtShutdown(false);
    return new DropwizardService(server);
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
