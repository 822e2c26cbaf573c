package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void services_getTheQuickstartsOwnServersAndJournal_andNotTheUsers() {
    Settings settings =
        Settings.from(
            Map.of(
                "TEMPORAL_API_KEY", "secret",
                "TEMPORAL_PORT", "7000",
                "SMTP_PASSWORD", "secret",
                "DATABASE_PASSWORD", "secret",
                "THROUGHLINE_JOURNAL_DIR", "/production",
                "LANG", "C"));

    assertThat(settings.serviceEnvironment())
        .containsOnly(
            Map.entry("TEMPORAL_ADDRESS", "127.0.0.1:7000"),
            Map.entry("TEMPORAL_NAMESPACE", "default"),
            Map.entry("TEMPORAL_UI_URL", "http://localhost:8233"),
            Map.entry("SMTP_HOST", "127.0.0.1"),
            Map.entry("SMTP_PORT", "1025"),
            Map.entry("THROUGHLINE_JOURNAL_DIR", Path.of(".throughline", "journal").toString()),
            Map.entry(
                "DATABASE_URL",
                "jdbc:h2:file:" + Path.of(".throughline", "data", "jobs").toAbsolutePath()),
            Map.entry("API_PORT", "8080"),
            Map.entry("API_ADMIN_PORT", "8081"),
            Map.entry("WORKER_ADMIN_PORT", "8083"),
            Map.entry("LANG", "C"));
  }

  @Test
  void traceBackendOfTheUser_isKept() {
    Settings settings = Settings.from(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318"));

    assertThat(settings.hasTraceBackend()).isTrue();
    assertThat(settings.serviceEnvironment())
        .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318");
  }

  @Test
  void withoutATraceBackend_spansGoToTheEndpointGiven() {
    Settings settings = Settings.from(Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));

    assertThat(settings.hasTraceBackend()).isFalse();
    assertThat(settings.serviceEnvironment("http://127.0.0.1:1"))
        .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
        .containsEntry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
  }

  @Test
  void traceBackendForTracesOnly_isOne() {
    assertThat(hasTraceBackend("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://jaeger:4318"))
        .isTrue();
    assertThat(hasTraceBackend("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")).isFalse();
  }

  private static boolean hasTraceBackend(String variable, String value) {
    return Settings.from(Map.of(variable, value)).hasTraceBackend();
  }
}
