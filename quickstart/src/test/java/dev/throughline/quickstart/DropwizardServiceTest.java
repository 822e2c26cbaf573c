package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.ServerLifecycleListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class DropwizardServiceTest {
  private final AtomicInteger admin = new AtomicInteger();
  private boolean healthy = true;

  @Test
  void application_runsFromAResourceUntilItIsClosed() throws Exception {
    DropwizardService running = DropwizardService.start(new Example(), "example.yml");
    Service service =
        new Service("example", new Port("ADMIN", admin.get()), environment -> running);
    try (running) {
      new Readiness(Duration.ofSeconds(10)).await(service);
    }

    assertThatThrownBy(() -> new Readiness(Duration.ofMillis(500)).await(service))
        .hasMessageContaining("The example is not healthy")
        .hasMessageContaining("ConnectException");
  }

  @Test
  void unhealthyService_isToldWithItsLastAnswer() throws Exception {
    healthy = false;
    try (DropwizardService running = DropwizardService.start(new Example(), "example.yml")) {
      Service service =
          new Service("example", new Port("ADMIN", admin.get()), environment -> running);

      assertThatThrownBy(() -> new Readiness(Duration.ofMillis(500)).await(service))
          .hasMessageContaining("answers 500")
          .hasMessageContaining("out of order");
    }
  }

  private final class Example extends Application<Configuration>
      implements ServerLifecycleListener {
    @Override
    public Class<Configuration> getConfigurationClass() {
      return Configuration.class;
    }

    @Override
    public void serverStarted(Server server) {
      admin.set(getAdminPort(server));
    }

    @Override
    public void run(Configuration configuration, Environment environment) {
      environment.lifecycle().addServerLifecycleListener(this);
      environment
          .healthChecks()
          .register(
              "example",
              new HealthCheck() {
                @Override
                protected Result check() {
                  return healthy ? Result.healthy() : Result.unhealthy("out of order");
                }
              });
    }
  }
}
