package dev.throughline.dropwizard;

import static io.dropwizard.testing.ConfigOverride.config;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.testing.DropwizardTestSupport;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Dropwizard application on a free port, asked over real sockets. */
class HttpServerTracingTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN_ID = "b7ad6b7169203331";

  private static final DropwizardTestSupport<TracedApplication.Config> APP =
      new DropwizardTestSupport<>(
          TracedApplication.class, (String) null, config("tracing.journal.enabled", "false"));

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("otel.traces.exporter", "memory");
    System.setProperty("otel.bsp.schedule.delay", "20");
    APP.before();
  }

  @AfterAll
  static void stop() {
    APP.after();
    System.clearProperty("otel.traces.exporter");
    System.clearProperty("otel.bsp.schedule.delay");
  }

  @BeforeEach
  void forgetSpans() {
    MemoryExporter.SPANS.reset();
  }

  @Test
  void request_isNamedByItsRoute_withTheStableConventions() throws Exception {
    get("/things/42?token=x");

    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("GET /things/{id}");
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(stringKey("http.request.method"), "GET")
        .containsEntry(stringKey("http.route"), "/things/{id}")
        .containsEntry(stringKey("url.path"), "/things/42")
        .containsEntry(stringKey("url.query"), "token=x")
        .containsEntry(stringKey("url.scheme"), "http")
        .containsEntry(stringKey("server.address"), "127.0.0.1")
        .containsEntry(longKey("server.port"), (long) APP.getLocalPort())
        .containsEntry(stringKey("network.protocol.version"), "1.1")
        .containsEntry(stringKey("client.address"), "127.0.0.1")
        .containsEntry(longKey("http.response.status_code"), 200L);
  }

  @Test
  void callersTraceparentTracestateAndBaggage_areContinued() throws Exception {
    String body =
        http.send(
                request("/context")
                    .header("traceparent", "00-" + TRACE_ID + "-" + SPAN_ID + "-01")
                    .header("tracestate", "vendor=1")
                    .header("baggage", "tenant=acme")
                    .build(),
                BodyHandlers.ofString())
            .body();

    SpanData span = onlySpan();
    assertThat(span.getTraceId()).isEqualTo(TRACE_ID);
    assertThat(span.getParentSpanId()).isEqualTo(SPAN_ID);
    assertThat(span.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
    assertThat(body).isEqualTo(TRACE_ID + " " + span.getSpanId() + " acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/things/1", "/nothing", "/fail", "/later", "/later/fail", "/things/a%2Fb"})
  void everyAnswer_tellsItsSpan(String path) throws Exception {
    HttpResponse<Void> answer = http.send(request(path).build(), BodyHandlers.discarding());

    SpanData span = onlySpan();
    assertThat(answer.headers().allValues("Server-Timing"))
        .containsExactly(
            "traceparent;desc=\"00-%s-%s-%s\""
                .formatted(
                    span.getTraceId(),
                    span.getSpanId(),
                    span.getSpanContext().getTraceFlags().asHex()));
  }

  @Test
  void unsampledCaller_isObeyed() throws Exception {
    http.send(
        request("/context").header("traceparent", "00-" + TRACE_ID + "-" + SPAN_ID + "-00").build(),
        BodyHandlers.discarding());
    get("/things/after");

    assertThat(onlySpan().getAttributes().get(stringKey("url.path"))).isEqualTo("/things/after");
  }

  @Test
  void unknownPath_isASpanWithoutRoute() throws Exception {
    get("/nothing/here");

    assertSpan("GET", 404, StatusCode.UNSET);
  }

  @Test
  void wrongMethod_isASpan() throws Exception {
    http.send(request("/things/1").DELETE().build(), BodyHandlers.discarding());

    assertSpan("DELETE", 405, StatusCode.UNSET);
  }

  @Test
  void methodThatTheContainerRefuses_isASpan() throws Exception {
    http.send(
        request("/things/1").method("TRACE", HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.discarding());

    assertSpan("TRACE", 405, StatusCode.UNSET);
  }

  @Test
  void uriThatTheContainerRefuses_isASpan() throws Exception {
    get("/things/a%2Fb");

    assertSpan("GET", 400, StatusCode.UNSET);
  }

  @Test
  void brokenHttp_isASpan() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), APP.getLocalPort())) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /things/1 HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n".getBytes(US_ASCII));
      out.flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 400")
          .contains("Server-Timing: traceparent;desc=");
    }

    assertSpan("GET", 400, StatusCode.UNSET);
  }

  @Test
  void exception_isAnErrorWithItsStatusAsType() throws Exception {
    get("/fail");

    SpanData span = assertSpan("GET /fail", 500, StatusCode.ERROR);
    assertThat(span.getAttributes().get(stringKey("error.type"))).isEqualTo("500");
  }

  @Test
  void asynchronousAnswer_lastsUntilItIsWritten_andEndsOnce() throws Exception {
    long before = System.nanoTime();
    get("/later");
    long took = System.nanoTime() - before;

    SpanData span = assertSpan("GET /later", 200, StatusCode.UNSET);
    long lasted = span.getEndEpochNanos() - span.getStartEpochNanos();
    assertThat(lasted)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(TracedApplication.Later.DELAY_MILLIS), took);
  }

  @Test
  void asynchronousFailure_endsOnce() throws Exception {
    get("/later/fail");

    assertSpan("GET /later/fail", 500, StatusCode.ERROR);
  }

  @Test
  void healthAndAdmin_makeNoSpan() throws Exception {
    get("/health-check");
    get("/health-check/live");
    http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + APP.getAdminPort() + "/healthcheck"))
            .build(),
        BodyHandlers.discarding());
    get("/things/after");

    assertThat(onlySpan().getAttributes().get(stringKey("url.path"))).isEqualTo("/things/after");
  }

  @Test
  void manyRequestsOnOneConnection_areOneTraceEach() throws Exception {
    for (int i = 0; i < 50; i++) {
      get("/things/" + i);
    }

    await().until(() -> MemoryExporter.SPANS.getFinishedSpanItems().size() >= 50);
    List<SpanData> spans = MemoryExporter.SPANS.getFinishedSpanItems();
    assertThat(spans).hasSize(50);
    assertThat(spans.stream().map(SpanData::getTraceId).distinct()).hasSize(50);
    assertThat(spans).allMatch(span -> !span.getParentSpanContext().isValid());
  }

  private static SpanData assertSpan(String name, int status, StatusCode code) {
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo(name);
    assertThat(span.getAttributes().get(longKey("http.response.status_code")))
        .isEqualTo((long) status);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(code);
    return span;
  }

  private static SpanData onlySpan() {
    await().until(() -> !MemoryExporter.SPANS.getFinishedSpanItems().isEmpty());
    List<SpanData> spans = MemoryExporter.SPANS.getFinishedSpanItems();
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  private void get(String path) throws IOException, InterruptedException {
    http.send(request(path).build(), BodyHandlers.discarding());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + APP.getLocalPort() + path));
  }
}
