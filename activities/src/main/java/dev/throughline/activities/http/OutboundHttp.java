package dev.throughline.activities.http;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Calls URLs that callers give: public addresses only unless configured otherwise, no redirects, no
 * proxy, nothing sent twice by itself. OkHttp rather than the JDK's client, which cannot be told
 * what not to connect to.
 *
 * <p>Spans: one CLIENT span for each request until its answer begins, by the semantic conventions
 * for HTTP 1.x stable: name, {@code http.request.method}, {@code url.full} without credentials and
 * query, {@code server.address}, {@code server.port}, {@code http.response.status_code}, {@code
 * error.type}. The request carries the span's context, {@code traceparent}.
 *
 * <p>Thread-safe.
 */
public final class OutboundHttp {

  private final OkHttpClient client;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  /**
   * Connects to nothing yet.
   *
   * @param openTelemetry makes the spans and writes the headers
   */
  public OutboundHttp(OutboundSettings settings, OpenTelemetry openTelemetry) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            // A proxy would connect to what the guard is there to keep off.
            .proxy(Proxy.NO_PROXY)
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.readTimeout())
            .writeTimeout(settings.readTimeout());
    if (!settings.allowPrivateAddresses()) {
      builder.socketFactory(new GuardedSockets());
    }
    this.client = builder.build();
    this.tracer = openTelemetry.getTracer("dev.throughline.activities");
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  /**
   * Sends a request and returns when the answer's headers are there, whatever its status. There is
   * a limit for each read and write, none for all of them: an answer may be large.
   *
   * @return to be closed
   * @throws PrivateAddressException if the host may not be called
   * @throws IOException if there is no answer
   */
  public Response send(Request request) throws IOException {
    // OkHttp's word for no limit.
    return send(request, Duration.ZERO);
  }

  /**
   * Sends a request as {@link #send(Request)} does, within a time.
   *
   * @param limit for the call from here until its answer is read or closed, however steadily its
   *     bytes drip
   */
  public Response send(Request request, Duration limit) throws IOException {
    Span span = start(request);
    try (Scope scope = span.makeCurrent()) {
      Request.Builder traced = request.newBuilder();
      propagator.inject(
          Context.current(),
          traced,
          (carrier, name, value) -> Objects.requireNonNull(carrier).header(name, value));
      Call call = client.newCall(traced.build());
      call.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
      Response response = call.execute();
      answered(span, response.code());
      return response;
    } catch (IOException | RuntimeException e) {
      span.setAttribute("error.type", e.getClass().getName());
      span.setStatus(StatusCode.ERROR);
      span.recordException(e);
      throw e;
    } finally {
      span.end();
    }
  }

  private Span start(Request request) {
    HttpUrl url = request.url();
    return tracer
        .spanBuilder(request.method())
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("http.request.method", request.method())
        .setAttribute("url.full", withoutSecrets(url))
        .setAttribute("server.address", url.host())
        .setAttribute("server.port", url.port())
        .startSpan();
  }

  private static String withoutSecrets(HttpUrl url) {
    HttpUrl.Builder builder = url.newBuilder().username("").password("").fragment(null);
    return builder.query(url.query() == null ? null : "REDACTED").build().toString();
  }

  private static void answered(Span span, int status) {
    span.setAttribute("http.response.status_code", status);
    if (status >= 400) {
      span.setAttribute("error.type", Integer.toString(status));
      span.setStatus(StatusCode.ERROR);
    }
  }
}
