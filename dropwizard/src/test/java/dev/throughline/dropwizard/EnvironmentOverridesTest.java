package dev.throughline.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.ConfigurationParsingException;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentOverridesTest {
  @Test
  void variable_winsOverTheFile() throws Exception {
    Config config = read("name: of the file", Map.of("NAME", "of the environment"));

    assertThat(config.name).isEqualTo("of the environment");
  }

  @Test
  void unsetOrEmptyVariable_leavesTheFile() throws Exception {
    assertThat(read("name: of the file", Map.of()).name).isEqualTo("of the file");
    assertThat(read("name: of the file", Map.of("NAME", "")).name).isEqualTo("of the file");
  }

  @Test
  void port_isSetWhereTheFileSaysNothing() throws Exception {
    assertThat(port(read("name: x", Map.of("PORT", "9123")))).isEqualTo(9123);
  }

  @Test
  void port_winsAndKeepsTheRestOfTheConnector() throws Exception {
    Config config =
        read(
            "server:\n  applicationConnectors:\n    - type: http\n      port: 1\n      bindHost: 127.0.0.1\n",
            Map.of("PORT", "9123"));

    assertThat(port(config)).isEqualTo(9123);
    assertThat(connector(config).getBindHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void bindHost_isSetWhereTheFileSaysNothing() throws Exception {
    Config config = read("name: x", Map.of("HOST", "127.0.0.1"));

    assertThat(connector(config).getBindHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void portThatIsNoNumber_isAConfigurationErrorThatNamesTheField() {
    assertThatThrownBy(() -> read("name: x", Map.of("PORT", "many")))
        .isInstanceOf(ConfigurationParsingException.class)
        .hasMessageContaining("port");
  }

  @Test
  void placeholder_isTheVariable_whateverCharactersItHas() throws Exception {
    String password = "a: #$1 \\ \"'";

    assertThat(read("name: 'x ${SECRET}'", Map.of("SECRET", password)).name)
        .isEqualTo("x " + password);
    assertThat(read("name: x # ${COMMENT}", Map.of()).name).isEqualTo("x");
  }

  @Test
  void placeholder_inAList_isTheVariable() throws Exception {
    Config config =
        read(
            "server: {applicationConnectors: [{type: http, port: '${MY_PORT}'}]}",
            Map.of("MY_PORT", "9123"));

    assertThat(port(config)).isEqualTo(9123);
  }

  @Test
  void placeholderWithoutItsVariable_isAConfigurationErrorThatNamesIt() {
    assertThatThrownBy(() -> read("name: '${B} ${A} ${SET}'", Map.of("SET", "s3cret", "A", "")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("A, B")
        .hasMessageNotContaining("s3cret");
  }

  private static int port(Config config) {
    return connector(config).getPort();
  }

  private static HttpConnectorFactory connector(Config config) {
    return (HttpConnectorFactory)
        ((DefaultServerFactory) config.getServerFactory()).getApplicationConnectors().get(0);
  }

  private static Config read(String yaml, Map<String, String> environment) throws Exception {
    return new EnvironmentOverrides(environment)
        .value("NAME", "/name")
        .port("PORT", "/server/applicationConnectors/0")
        .bindHost("HOST", "/server/applicationConnectors/0")
        .<Config>factory()
        .create(Config.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
        .build(path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test.yml");
  }

  static final class Config extends Configuration {
    @JsonProperty private String name = "";
  }
}
