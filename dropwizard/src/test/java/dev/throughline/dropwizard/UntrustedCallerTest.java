package dev.throughline.dropwizard;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jetty alone, that does not trust its callers' trace headers, with metrics. */
class UntrustedCallerTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN_ID = "b7ad6b7169203331";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk openTelemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .setPropagators(
              ContextPropagators.create(
                  TextMapPropagator.composite(
                      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
          .build();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new TellsItsTenant());
    new HttpServerTracing(openTelemetry, Set.of(), false).insertInto(server);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    openTelemetry.close();
  }

  @Test
  void request_isARootThatLinksToItsCaller_withoutBaggage() throws Exception {
    assertThat(get()).isEqualTo("null");
    server.stop();

    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getTraceId()).isNotEqualTo(TRACE_ID);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE_ID);
              assertThat(link.getSpanContext().getSpanId()).isEqualTo(SPAN_ID);
              assertThat(link.getAttributes().get(stringKey("link.type"))).isEqualTo("origin");
            });
  }

  @Test
  void duration_isMeasuredByTheStableConventions() throws Exception {
    get();
    server.stop();

    MetricData metric =
        metrics.collectAllMetrics().stream()
            .filter(data -> data.getName().equals("http.server.request.duration"))
            .findFirst()
            .orElseThrow();
    assertThat(metric.getUnit()).isEqualTo("s");
    HistogramPointData point = metric.getHistogramData().getPoints().iterator().next();
    assertThat(point.getCount()).isEqualTo(1);
    assertThat(point.getAttributes().asMap().keySet())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "http.request.method",
            "http.response.status_code",
            "network.protocol.version",
            "url.scheme");
  }

  private String get() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/"))
            .header("traceparent", "00-" + TRACE_ID + "-" + SPAN_ID + "-01")
            .header("baggage", "tenant=acme")
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static final class TellsItsTenant extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String tenant = String.valueOf(Baggage.current().getEntryValue("tenant"));
      response.write(true, ByteBuffer.wrap(tenant.getBytes(StandardCharsets.UTF_8)), callback);
      return true;
    }
  }
}
