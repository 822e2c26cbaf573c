package dev.throughline.api.run;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Environment;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Lets workflow ids, which are free text, be segments of paths, percent-encoded. Jetty by itself
 * refuses encoded slashes, percent signs, backslashes and control characters, for the sake of
 * applications that compare or open decoded paths. Here nothing does: Jersey takes a path apart
 * before it decodes the parts. Still refused: segments of encoded dots, which are a way up to
 * whatever is on the way to this server, NUL, and what is not UTF-8.
 */
public final class FreeTextPaths implements ConfiguredBundle<Configuration> {
  @Override
  public void run(Configuration config, Environment environment) {
    environment.getApplicationContext().getServletHandler().setDecodeAmbiguousURIs(true);
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server) {
                  for (Connector connector : server.getConnectors()) {
                    allow(connector);
                  }
                }
              }
            });
  }

  private static void allow(Connector connector) {
    if ("admin".equals(connector.getName())) {
      return;
    }
    // Dropwizard wraps the factories.
    connector.getContainedBeans(HttpConfiguration.ConnectionFactory.class).stream()
        .map(HttpConfiguration.ConnectionFactory::getHttpConfiguration)
        .forEach(http -> http.setUriCompliance(allowed(http.getUriCompliance())));
  }

  private static UriCompliance allowed(UriCompliance configured) {
    return configured.with(
        configured.getName() + "+ids",
        Violation.AMBIGUOUS_PATH_SEPARATOR,
        Violation.AMBIGUOUS_PATH_ENCODING,
        Violation.SUSPICIOUS_PATH_CHARACTERS);
  }
}
