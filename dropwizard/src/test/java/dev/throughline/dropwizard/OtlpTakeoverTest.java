package dev.throughline.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.jackson.Jackson;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpTakeoverTest {
  private final List<SpanProcessor> processors = new ArrayList<>();
  private final OtlpTakeover takeover;

  OtlpTakeoverTest(@TempDir Path directory) throws Exception {
    String block = "{\"directory\": \"" + directory + "\"}";
    takeover = new OtlpTakeover(Jackson.newObjectMapper().readValue(block, JournalFactory.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void otlpExporter_leavesNoProcessorBesideTheJournal(String protocol) {
    configure(Map.of("otel.traces.exporter", "otlp", "otel.exporter.otlp.protocol", protocol));

    assertThat(processors).containsExactly(SpanProcessor.composite());
    opensAJournal();
  }

  @Test
  void noExporter_isNoProcessorAndAJournal() {
    configure(Map.of("otel.traces.exporter", "none"));

    assertThat(processors).isEmpty();
    opensAJournal();
  }

  @Test
  void exporterOfAnotherKind_keepsItsProcessorBesideTheJournal() {
    configure(Map.of("otel.traces.exporter", "memory"));

    assertThat(onlyBatchProcessor().getSpanExporter()).isSameAs(MemoryExporter.SPANS);
    opensAJournal();
  }

  @Test
  void exporterOfAnotherKindBesideOtlp_isFedAlone() {
    configure(Map.of("otel.traces.exporter", "otlp,memory"));

    assertThat(onlyBatchProcessor().getSpanExporter().toString())
        .contains("InMemorySpanExporter")
        .doesNotContain("Otlp");
    opensAJournal();
  }

  @Test
  void disabledSdk_opensNoJournal() {
    configure(Map.of("otel.sdk.disabled", "true"));

    assertThat(takeover.open(MeterProvider.noop())).isNull();
  }

  private void configure(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    AutoConfiguredOpenTelemetrySdkBuilder autoconfigure =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> all);
    takeover.customize(autoconfigure);
    autoconfigure
        .addSpanProcessorCustomizer(
            (processor, config) -> {
              processors.add(processor);
              return processor;
            })
        .build()
        .getOpenTelemetrySdk()
        .close();
  }

  private BatchSpanProcessor onlyBatchProcessor() {
    assertThat(processors).singleElement().isInstanceOf(BatchSpanProcessor.class);
    return (BatchSpanProcessor) processors.get(0);
  }

  private void opensAJournal() {
    try (SpanProcessor journal = takeover.open(MeterProvider.noop())) {
      assertThat(journal).isNotNull();
    }
  }
}
