package dev.throughline.activities.orders;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.equalTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.http.OutboundSettings;
import dev.throughline.workflows.OrderResult;
import dev.throughline.workflows.OrderStatus;
import dev.throughline.workflows.Webhook;
import dev.throughline.workflows.WebhookActivities;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpWebhookActivitiesTest {

  @RegisterExtension static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

  private static final OrderResult RESULT =
      new OrderResult("order-1", OrderStatus.REJECTED, 500, null, null, List.of());

  private final HttpServer server;
  private final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private volatile int status = 204;

  HttpWebhookActivitiesTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          headers.add(exchange.getRequestHeaders());
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void deliver_postsTheResult_withItsKey_asPartOfTheTrace() {
    Span attempt = SPANS.getOpenTelemetry().getTracer("test").spanBuilder("attempt").startSpan();
    try (Scope scope = attempt.makeCurrent()) {
      deliver(url("127.0.0.1", "/hook?token=secret"), true);
    }
    attempt.end();

    assertThat(bodies).singleElement().asString().contains("\"orderId\":\"order-1\"");
    assertThat(headers.get(0).getFirst("Idempotency-Key")).isEqualTo("\"order-1\"");
    assertThat(headers.get(0).getFirst("Content-Type")).isEqualTo("application/json");
    SPANS
        .assertTraces()
        .hasTracesSatisfyingExactly(
            trace ->
                trace.hasSpansSatisfyingExactly(
                    span -> span.hasName("attempt"),
                    span ->
                        span.hasName("POST")
                            .hasKind(SpanKind.CLIENT)
                            .hasParent(trace.getSpan(0))
                            .hasStatus(StatusData.unset())
                            .hasAttributesSatisfyingExactly(
                                equalTo(stringKey("http.request.method"), "POST"),
                                equalTo(stringKey("url.full"), url("127.0.0.1", "/hook?REDACTED")),
                                equalTo(stringKey("server.address"), "127.0.0.1"),
                                equalTo(longKey("server.port"), server.getAddress().getPort()),
                                equalTo(longKey("http.response.status_code"), 204))));
    assertThat(headers.get(0).getFirst("traceparent"))
        .contains(SPANS.getSpans().get(0).getSpanId());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422, 301, 302, 307})
  void deliver_toAReceiverThatRefuses_isNotRetried(int answer) {
    status = answer;

    ApplicationFailure failure = failure(url("127.0.0.1", "/hook"), true);

    assertThat(failure.getType()).isEqualTo(WebhookActivities.REFUSED);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(bodies).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503})
  void deliver_toAReceiverInTrouble_isWorthARetry(int answer) {
    status = answer;

    assertThat(failure(url("127.0.0.1", "/hook"), true).isNonRetryable()).isFalse();
  }

  /** Each byte comes in time, and they take longer than the call may. */
  @Test
  void deliver_toAReceiverThatDrips_endsAtItsLimit_andIsWorthARetry() throws IOException {
    try (ServerSocket receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread drip = new Thread(() -> drip(receiver), "drip");
      drip.setDaemon(true);
      drip.start();
      Webhook webhook = new Webhook("http://127.0.0.1:" + receiver.getLocalPort() + "/", RESULT);

      assertThatThrownBy(() -> activities(true, Duration.ofMillis(200)).deliver(webhook))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  private static void drip(ServerSocket receiver) {
    try (Socket caller = receiver.accept()) {
      OutputStream answer = caller.getOutputStream();
      answer.write("HTTP/1.1 204 No Content\r\nx: ".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 100; i++) {
        answer.write('x');
        TimeUnit.MILLISECONDS.sleep(20);
      }
      answer.write("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The caller hung up.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0"})
  void deliver_toThisMachine_isRefused_andNothingIsSent(String host) {
    ApplicationFailure failure = failure(url(host, "/hook"), false);

    assertThat(failure.getType()).isEqualTo(WebhookActivities.REFUSED);
    assertThat(headers).isEmpty();
  }

  @Test
  void deliver_toWhatIsNoUrl_isRefused() {
    assertThat(failure("https://exa mple/", true).getType()).isEqualTo(WebhookActivities.REFUSED);
    assertThat(failure("ftp://example.com/", true).getType()).isEqualTo(WebhookActivities.REFUSED);
  }

  private String url(String host, String path) {
    return "http://" + host + ":" + server.getAddress().getPort() + path;
  }

  private static void deliver(String url, boolean allowPrivate) {
    activities(allowPrivate, Duration.ofSeconds(10)).deliver(new Webhook(url, RESULT));
  }

  private static HttpWebhookActivities activities(boolean allowPrivate, Duration limit) {
    Duration timeout = Duration.ofSeconds(5);
    OutboundHttp http =
        new OutboundHttp(
            new OutboundSettings(allowPrivate, timeout, timeout), SPANS.getOpenTelemetry());
    return new HttpWebhookActivities(http, limit);
  }

  private static ApplicationFailure failure(String url, boolean allowPrivate) {
    return catchThrowableOfType(ApplicationFailure.class, () -> deliver(url, allowPrivate));
  }
}
