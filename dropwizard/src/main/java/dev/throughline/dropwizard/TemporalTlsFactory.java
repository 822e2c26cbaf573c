package dev.throughline.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.temporal.envconfig.ClientConfigTLS;
import org.jspecify.annotations.Nullable;

/** The {@code temporal.tls:} block; all paths are of PEM files. */
public final class TemporalTlsFactory {
  @JsonProperty private @Nullable Boolean enabled;
  @JsonProperty private @Nullable String serverName;
  @JsonProperty private @Nullable String serverCaCertPath;
  @JsonProperty private @Nullable String clientCertPath;
  @JsonProperty private @Nullable String clientKeyPath;
  @JsonProperty private boolean disableHostVerification;

  /** {@code null} where nothing is said, so that an API key decides. */
  @Nullable ClientConfigTLS build() {
    boolean said =
        enabled != null
            || serverName != null
            || serverCaCertPath != null
            || clientCertPath != null
            || disableHostVerification;
    if (!said) {
      return null;
    }
    ClientConfigTLS.Builder tls =
        ClientConfigTLS.newBuilder()
            .setDisabled(Boolean.FALSE.equals(enabled))
            .setDisableHostVerification(disableHostVerification);
    if (serverName != null) {
      tls.setServerName(serverName);
    }
    if (serverCaCertPath != null) {
      tls.setServerCACertPath(serverCaCertPath);
    }
    if (clientCertPath != null) {
      tls.setClientCertPath(clientCertPath);
    }
    if (clientKeyPath != null) {
      tls.setClientKeyPath(clientKeyPath);
    }
    return tls.build();
  }
}
