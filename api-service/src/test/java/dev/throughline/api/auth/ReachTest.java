package dev.throughline.api.auth;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
  void loopback_needsNoAuthentication(String host) {
    assertThatCode(() -> Reach.requireLoopback(boundTo(host))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no.such.host.invalid"})
  void otherAddress_isToldWhatToDo(@Nullable String host) {
    assertThatThrownBy(() -> Reach.requireLoopback(boundTo(host)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("API_BIND_HOST", "basic or jwt", "type: none");
  }

  @Test
  void oneOpenConnector_isEnough() {
    DefaultServerFactory server = boundTo("127.0.0.1");
    server.setApplicationConnectors(List.of(connector("127.0.0.1"), connector(null)));

    assertThatThrownBy(() -> Reach.requireLoopback(server))
        .isInstanceOf(IllegalStateException.class);
  }

  private static DefaultServerFactory boundTo(@Nullable String host) {
    DefaultServerFactory server = new DefaultServerFactory();
    server.setApplicationConnectors(List.of(connector(host)));
    return server;
  }

  private static HttpConnectorFactory connector(@Nullable String host) {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost(host);
    return connector;
  }
}
