package dev.throughline.dropwizard;

import dev.throughline.journal.SpanJournal;
import dev.throughline.journal.otlp.OtlpEndpoint;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * A span journal that does what autoconfigure would do with a batch processor and an OTLP exporter.
 * Only the exporter's settings are used; exporters of other kinds keep their own processors, and so
 * does this one where the journal is switched off.
 */
final class OtlpTakeover {
  private static final SpanExporter NOWHERE = SpanExporter.composite();

  private final JournalFactory factory;
  private @Nullable SpanExporter otlp;
  private @Nullable ConfigProperties config;

  OtlpTakeover(JournalFactory factory) {
    this.factory = factory;
  }

  /** Call it before the SDK is built. */
  void customize(AutoConfigurationCustomizer sdk) {
    sdk.addSpanExporterCustomizer((exporter, properties) -> takeOver(exporter))
        .addSpanProcessorCustomizer((processor, properties) -> takeOver(processor))
        .addTracerProviderCustomizer(
            (tracers, properties) -> {
              config = properties;
              return tracers;
            });
  }

  /**
   * Opens the journal; call it after the SDK was built.
   *
   * @return null if the journal is switched off, or {@code OTEL_SDK_DISABLED} says that there are
   *     to be no spans
   */
  @Nullable SpanJournal open(MeterProvider meters) {
    if (config == null || !factory.isEnabled()) {
      return null;
    }
    SpanJournal.Builder journal = factory.builder(config).setMeterProvider(meters);
    if (otlp instanceof OtlpHttpSpanExporter http) {
      journal.exportTo(http.toBuilder());
    } else if (otlp instanceof OtlpGrpcSpanExporter grpc) {
      journal.exportTo(grpc.toBuilder());
    }
    return journal.build();
  }

  boolean hasEndpoint() {
    return otlp != null;
  }

  /** Connects to the exporter's backend once more; null if there is none. */
  @Nullable OtlpEndpoint endpoint() {
    if (otlp instanceof OtlpHttpSpanExporter http) {
      return OtlpEndpoint.of(http.toBuilder());
    }
    return otlp instanceof OtlpGrpcSpanExporter grpc ? OtlpEndpoint.of(grpc.toBuilder()) : null;
  }

  private SpanExporter takeOver(SpanExporter exporter) {
    boolean isOtlp =
        exporter instanceof OtlpHttpSpanExporter || exporter instanceof OtlpGrpcSpanExporter;
    if (!isOtlp || otlp != null) {
      return exporter;
    }
    otlp = exporter;
    if (!factory.isEnabled()) {
      return exporter;
    }
    exporter.shutdown();
    return NOWHERE;
  }

  private static SpanProcessor takeOver(SpanProcessor processor) {
    if (processor instanceof BatchSpanProcessor batch && batch.getSpanExporter() == NOWHERE) {
      processor.shutdown();
      return SpanProcessor.composite();
    }
    return processor;
  }
}
