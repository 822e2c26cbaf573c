package dev.throughline.quickstart;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What can be set from outside: ports, by environment variables. */
record Settings(
    Map<String, String> environment,
    Path dataDirectory,
    Port temporal,
    Port temporalUi,
    Port smtp,
    Port api,
    Port apiAdmin,
    Port workerAdmin) {

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException if a port is none; the message names the variable
   */
  static Settings from(Map<String, String> environment) {
    return new Settings(
        environment,
        Path.of(".throughline"),
        Port.from(environment, "TEMPORAL_PORT", 7233),
        Port.from(environment, "TEMPORAL_UI_PORT", 8233),
        Port.from(environment, "SMTP_PORT", 1025),
        Port.from(environment, "API_PORT", 8080),
        Port.from(environment, "API_ADMIN_PORT", 8081),
        Port.from(environment, "WORKER_ADMIN_PORT", 8083));
  }

  /** Returns the directory that the services' journals share. */
  Path journal() {
    return dataDirectory.resolve("journal");
  }

  Port[] ports() {
    return new Port[] {temporal, temporalUi, smtp, api, apiAdmin, workerAdmin};
  }

  /** Returns whether the spans are to go to a backend of the user's. */
  boolean hasTraceBackend() {
    return isSet("OTEL_EXPORTER_OTLP_ENDPOINT") || isSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  }

  /** Empty counts as not set, as OpenTelemetry has it. */
  private boolean isSet(String variable) {
    return !environment.getOrDefault(variable, "").isEmpty();
  }

  /** Returns the environment for the services, whose spans go where the user says. */
  Map<String, String> serviceEnvironment() {
    Map<String, String> result = new HashMap<>(environment);
    // The user's variables may point at a Temporal, a mail server or a database elsewhere, with its
    // secrets, and at a journal whose spans are not for this console.
    result.keySet().removeIf(name -> name.matches("(TEMPORAL|SMTP|DATABASE)_.*"));
    result.put("TEMPORAL_ADDRESS", "127.0.0.1:" + temporal.number());
    result.put("TEMPORAL_NAMESPACE", "default");
    result.put("TEMPORAL_UI_URL", "http://localhost:" + temporalUi.number());
    result.put("SMTP_HOST", "127.0.0.1");
    result.put("THROUGHLINE_JOURNAL_DIR", journal().toString());
    // Absolute: H2 takes no other path but one that begins with a dot.
    Path jobs = dataDirectory.resolve("data").resolve("jobs").toAbsolutePath();
    result.put("DATABASE_URL", "jdbc:h2:file:" + jobs);
    for (Port port : new Port[] {smtp, api, apiAdmin, workerAdmin}) {
      result.put(port.variable(), Integer.toString(port.number()));
    }
    return result;
  }

  /** Returns the environment for the services, whose spans go to an OTLP/HTTP endpoint. */
  Map<String, String> serviceEnvironment(String traceEndpoint) {
    Map<String, String> result = serviceEnvironment();
    result.put("OTEL_EXPORTER_OTLP_ENDPOINT", traceEndpoint);
    result.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    return result;
  }
}
