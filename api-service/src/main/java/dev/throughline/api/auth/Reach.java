package dev.throughline.api.auth;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From where the service can be reached. */
final class Reach {
  private Reach() {}

  /**
   * Lets only a service start that other machines cannot reach.
   *
   * @throws IllegalStateException if one of its application connectors is not on loopback
   */
  static void requireLoopback(ServerFactory server) {
    for (ConnectorFactory connector : connectors(server)) {
      String host = connector instanceof HttpConnectorFactory http ? http.getBindHost() : null;
      if (!isLoopback(host)) {
        throw new IllegalStateException(
            ("Other machines can reach this service (it is bound to %s), and nothing says who may"
                    + " use it. Either configure auth, of type basic or jwt; or bind it to"
                    + " 127.0.0.1 (API_BIND_HOST); or, if whoever reaches it may do everything, say"
                    + " so: auth: {type: none} (API_AUTH_TYPE=none).")
                .formatted(host == null ? "all addresses" : host));
      }
    }
  }

  private static List<ConnectorFactory> connectors(ServerFactory server) {
    if (server instanceof DefaultServerFactory several) {
      return several.getApplicationConnectors();
    }
    if (server instanceof SimpleServerFactory simple) {
      return List.of(simple.getConnector());
    }
    throw new IllegalStateException(
        "Configure auth: where a server of this type can be reached from is not known.");
  }

  static boolean isLoopback(@Nullable String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
