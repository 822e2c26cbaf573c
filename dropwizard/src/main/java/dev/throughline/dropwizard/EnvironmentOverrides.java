package dev.throughline.dropwizard;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonNode.OverwriteMode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.ConfigurationFactoryFactory;
import io.dropwizard.configuration.YamlConfigurationFactory;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables that win over the YAML file, whatever is in it: each stands for one place
 * in the configuration. A variable that is empty counts as not set, as OpenTelemetry has it. Any
 * other place of the file takes a variable by <code>${NAME}</code>, which then has to be set.
 *
 * <pre>{@code
 * bootstrap.setConfigurationFactoryFactory(
 *     new EnvironmentOverrides(System.getenv())
 *         .value("TEMPORAL_ADDRESS", "/temporal/address")
 *         .port("API_PORT", "/server/applicationConnectors/0")
 *         .factory());
 * }</pre>
 *
 * <p>Thread safety: none needed; it is used while an application starts.
 */
public final class EnvironmentOverrides {
  private final Map<String, String> environment;
  private final Map<String, JsonPointer> values = new LinkedHashMap<>();
  private final Map<String, JsonPointer> connectorSettings = new LinkedHashMap<>();

  public EnvironmentOverrides(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * With the variables that {@link TemporalBundle} and {@link TracingBundle} know, for a
   * configuration that has them as {@code temporal:} and {@code tracing:}. The other {@code OTEL_*}
   * variables need no entry: OpenTelemetry reads them itself.
   */
  public static EnvironmentOverrides standard(Map<String, String> environment) {
    return new EnvironmentOverrides(environment)
        .value("TEMPORAL_ADDRESS", "/temporal/address")
        .value("TEMPORAL_NAMESPACE", "/temporal/namespace")
        .value("TEMPORAL_API_KEY", "/temporal/apiKey")
        .value("TEMPORAL_UI_URL", "/temporal/uiUrl")
        .value("TEMPORAL_TLS", "/temporal/tls/enabled")
        .value("TEMPORAL_TLS_SERVER_NAME", "/temporal/tls/serverName")
        .value("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/temporal/tls/serverCaCertPath")
        .value("TEMPORAL_TLS_CLIENT_CERT_PATH", "/temporal/tls/clientCertPath")
        .value("TEMPORAL_TLS_CLIENT_KEY_PATH", "/temporal/tls/clientKeyPath")
        .value("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "/temporal/tls/disableHostVerification")
        .value("OTEL_EXPORTER_OTLP_ENDPOINT", "/tracing/endpoint")
        .value("OTEL_EXPORTER_OTLP_PROTOCOL", "/tracing/protocol")
        .value("THROUGHLINE_VIEWER_URL", "/tracing/viewerUrl")
        .value("OTEL_SERVICE_NAME", "/tracing/serviceName")
        .value("THROUGHLINE_JOURNAL_DIR", "/tracing/journal/directory");
  }

  /**
   * A variable and where its value goes.
   *
   * @param pointer RFC 6901; what is missing on the way is made
   */
  public EnvironmentOverrides value(String variable, String pointer) {
    values.put(variable, JsonPointer.compile(pointer));
    return this;
  }

  /**
   * A variable with the port of a connector.
   *
   * @param pointer RFC 6901, to the connector, which is an HTTP connector if it says nothing else
   */
  public EnvironmentOverrides port(String variable, String pointer) {
    connectorSettings.put(variable, JsonPointer.compile(pointer + "/port"));
    return this;
  }

  /**
   * A variable with the address that a connector is bound to.
   *
   * @param pointer RFC 6901, to the connector, which is an HTTP connector if it says nothing else
   */
  public EnvironmentOverrides bindHost(String variable, String pointer) {
    connectorSettings.put(variable, JsonPointer.compile(pointer + "/bindHost"));
    return this;
  }

  /** For {@code Bootstrap.setConfigurationFactoryFactory}. */
  public <T> ConfigurationFactoryFactory<T> factory() {
    return (type, validator, mapper, prefix) -> new Factory<>(type, validator, mapper, prefix);
  }

  private void apply(ObjectNode root) {
    values.forEach((variable, pointer) -> set(root, variable, pointer));
    connectorSettings.forEach(
        (variable, pointer) -> {
          ObjectNode connector = set(root, variable, pointer);
          if (connector != null && !connector.has("type")) {
            connector.put("type", "http");
          }
        });
  }

  /** Returns the object that has the value now, {@code null} if there is none to set. */
  private @Nullable ObjectNode set(ObjectNode root, String variable, JsonPointer pointer) {
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty()) {
      return null;
    }
    return object(root, pointer.head()).put(pointer.last().getMatchingProperty(), value);
  }

  private static ObjectNode object(ObjectNode root, JsonPointer pointer) {
    return pointer.matches() ? root : root.withObject(pointer, OverwriteMode.NULLS, true);
  }

  private final class Factory<T> extends YamlConfigurationFactory<T> {
    Factory(Class<T> type, Validator validator, ObjectMapper mapper, String prefix) {
      super(type, validator, mapper, prefix);
    }

    /** Without a file, from the variables and the defaults. */
    @Override
    public T build() throws IOException, ConfigurationException {
      return build(JsonNodeFactory.instance.objectNode(), "no configuration file");
    }

    @Override
    protected T build(JsonNode root, String path) throws IOException, ConfigurationException {
      if (root instanceof ObjectNode object) {
        Placeholders.fill(object, path, environment);
        apply(object);
      }
      return super.build(root, path);
    }
  }
}
