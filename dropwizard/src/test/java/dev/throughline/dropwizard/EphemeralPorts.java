package dev.throughline.dropwizard;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;

/** Connectors on ports that the system chooses, on loopback. */
final class EphemeralPorts {
  private EphemeralPorts() {}

  static void use(Configuration configuration) {
    DefaultServerFactory server = (DefaultServerFactory) configuration.getServerFactory();
    server.getApplicationConnectors().forEach(c -> use((HttpConnectorFactory) c));
    server.getAdminConnectors().forEach(c -> use((HttpConnectorFactory) c));
  }

  private static void use(HttpConnectorFactory connector) {
    connector.setPort(0);
    connector.setBindHost("127.0.0.1");
  }
}
