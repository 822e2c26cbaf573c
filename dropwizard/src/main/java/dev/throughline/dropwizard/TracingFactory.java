package dev.throughline.dropwizard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.SpanJournal;
import dev.throughline.journal.otlp.OtlpEndpoint;
import dev.throughline.tracing.DurableTracing;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tracing:} block. Everything that OpenTelemetry's SDK reads from {@code OTEL_*}
 * variables works here too and wins over the file; what the block has itself is the usual part of
 * it.
 *
 * <p>Spans go by way of the journal of the {@code journal:} block; without an endpoint they stay in
 * it. Metrics are exported only where {@code OTEL_METRICS_EXPORTER} says so, logs not at all.
 */
public final class TracingFactory {
  @JsonProperty private @Nullable String serviceName;
  @JsonProperty private @Nullable String endpoint;

  @JsonProperty
  @Pattern(regexp = "https?://.*\\{traceId}.*", message = "must be a URL with {traceId} in it")
  private @Nullable String viewerUrl;

  @JsonProperty private @Nullable String protocol;
  @JsonProperty @NotNull private Map<String, String> headers = Map.of();
  @JsonProperty @NotNull private Map<String, String> resourceAttributes = Map.of();
  @JsonProperty private @Nullable String sampler;
  @JsonProperty private @Nullable String samplerArg;
  @JsonProperty @NotNull private Set<String> baggageKeys = Set.of();
  @JsonProperty private boolean runLookup = true;
  @JsonProperty @NotNull private Set<String> excludedPaths = Set.of("/health-check");
  @JsonProperty @Valid @NotNull private HttpTracingFactory http = new HttpTracingFactory();
  @JsonProperty @Valid @NotNull private JournalFactory journal = new JournalFactory();

  /** Where people look at a trace, with {@code {traceId}} in it; null if nobody has said. */
  public @Nullable String viewerUrl() {
    return viewerUrl;
  }

  /** Whether exported spans stay readable in the journal. */
  public boolean retainsJournal() {
    return journal.isRetaining();
  }

  /** Where the journals of this machine's processes are. */
  public Path journalDirectory() {
    return journal.directory();
  }

  /**
   * Opens no journal, whatever the block says, and so takes over nothing that others have left: for
   * a program that only looks.
   */
  public void disableJournal() {
    journal.disable();
  }

  /**
   * What a {@code tracing:} block makes.
   *
   * @param destination where spans go that were never live ones, {@code null} if there is no place
   * @param exported whether what goes there comes to an OTLP endpoint in the end
   */
  record Traced(DurableTracing tracing, @Nullable SpanDestination destination, boolean exported) {}

  /** Request paths that make no SERVER span, with all below them. */
  Set<String> excludedPaths() {
    return excludedPaths;
  }

  /** What the trace headers of HTTP callers are worth. */
  HttpTracingFactory http() {
    return http;
  }

  /**
   * Builds the SDK, the Temporal plug-in and the journal, which stop with the environment, and the
   * health check {@code span-journal}. The environment's name is the service's where neither the
   * file nor the environment variables name it.
   *
   * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException if a setting is unusable
   */
  Traced build(Environment environment) {
    DurableTracing.Builder builder =
        DurableTracing.builder().setBaggageKeys(baggageKeys).setRunLookup(runLookup);
    OtlpTakeover takeover = new OtlpTakeover(journal);
    OpenTelemetrySdk parts = parts(builder, takeover, environment.getName());
    SpanJournal opened = takeover.open(parts.getSdkMeterProvider());
    DurableTracing tracing =
        builder
            // With no exporter and no journal there is no other.
            .addSpanProcessor(opened == null ? SpanProcessor.composite() : opened)
            .setMeterProvider(parts.getSdkMeterProvider())
            .setPropagator(parts.getPropagators().getTextMapPropagator())
            .build();
    environment.lifecycle().manage(new AutoCloseableManager(tracing));
    if (opened != null) {
      // Managed later, so stopped first: the SDK shuts its meters down without waiting for its span
      // processors, and the journal's last metrics would be lost.
      environment.lifecycle().manage(new AutoCloseableManager(opened));
      environment
          .healthChecks()
          .register("span-journal", new SpanJournalHealthCheck(opened::problem));
    }
    return new Traced(tracing, destination(environment, takeover, opened), takeover.hasEndpoint());
  }

  /**
   * The backend itself, so that what it has acknowledged is safe whatever becomes of this machine;
   * but the journal, where there is no backend or the journal is to have all of a trace.
   */
  private @Nullable SpanDestination destination(
      Environment environment, OtlpTakeover takeover, @Nullable SpanJournal opened) {
    OtlpEndpoint endpoint = journal.isRetaining() ? null : takeover.endpoint();
    if (endpoint != null) {
      environment.lifecycle().manage(new AutoCloseableManager(endpoint));
      return SpanDestination.of(endpoint);
    }
    return opened == null ? null : SpanDestination.of(opened);
  }

  /**
   * Autoconfigure makes the parts; the plug-in's own tracer provider puts them together, because it
   * needs its id generator and sampler in place.
   */
  private OpenTelemetrySdk parts(
      DurableTracing.Builder builder, OtlpTakeover takeover, String defaultServiceName) {
    AutoConfiguredOpenTelemetrySdkBuilder autoconfigure = AutoConfiguredOpenTelemetrySdk.builder();
    takeover.customize(autoconfigure);
    return autoconfigure
        .disableShutdownHook()
        .addPropertiesSupplier(() -> properties(defaultServiceName))
        .addPropertiesCustomizer(TracingFactory::exporters)
        .addResourceCustomizer(
            (resource, config) -> {
              builder.setResource(resource);
              return resource;
            })
        .addSamplerCustomizer(
            (configured, config) -> {
              builder.setSampler(http.bounded(configured));
              return configured;
            })
        .addSpanProcessorCustomizer(
            (processor, config) -> {
              builder.addSpanProcessor(processor);
              return SpanProcessor.composite();
            })
        .build()
        .getOpenTelemetrySdk();
  }

  private Map<String, String> properties(String defaultServiceName) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", serviceName == null ? defaultServiceName : serviceName);
    put(properties, "otel.exporter.otlp.endpoint", endpoint);
    put(properties, "otel.exporter.otlp.protocol", protocol);
    put(properties, "otel.traces.sampler", sampler);
    put(properties, "otel.traces.sampler.arg", samplerArg);
    put(properties, "otel.exporter.otlp.headers", list(headers));
    put(properties, "otel.resource.attributes", list(resourceAttributes));
    return properties;
  }

  /** Exports what somebody asked to be exported; OpenTelemetry's own default is everything. */
  private static Map<String, String> exporters(ConfigProperties config) {
    boolean endpoint =
        config.getString("otel.exporter.otlp.endpoint") != null
            || config.getString("otel.exporter.otlp.traces.endpoint") != null;
    Map<String, String> exporters = new HashMap<>();
    exporters.put(
        "otel.traces.exporter",
        config.getString("otel.traces.exporter", endpoint ? "otlp" : "none"));
    exporters.put("otel.metrics.exporter", config.getString("otel.metrics.exporter", "none"));
    exporters.put("otel.logs.exporter", "none");
    return exporters;
  }

  private static void put(Map<String, String> properties, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.put(key, value);
    }
  }

  private static String percentEncoded(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  private static String list(Map<String, String> entries) {
    return entries.entrySet().stream()
        // It is read as a variable's value is: split at commas, percent-decoded.
        .map(entry -> entry.getKey() + "=" + percentEncoded(entry.getValue()))
        .collect(Collectors.joining(","));
  }
}
