package dev.throughline.journal.otlp;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What OpenTelemetry's exporter builders tell a sender, the same for both protocols. */
record ExporterSettings(
    HttpUrl url,
    @Nullable Compressor compressor,
    Duration timeout,
    Duration connectTimeout,
    Supplier<Map<String, List<String>>> headers,
    @Nullable ProxyOptions proxy,
    @Nullable SSLContext sslContext,
    @Nullable X509TrustManager trustManager) {

  static ExporterSettings of(OtlpHttpSpanExporterBuilder builder) {
    SettingsCapture capture = new SettingsCapture();
    // A builder cannot be copied, but an exporter can be turned into a new one.
    try (OtlpHttpSpanExporter original = builder.build();
        OtlpHttpSpanExporter copy = original.toBuilder().setComponentLoader(capture).build()) {
      return capture.settings();
    }
  }

  static ExporterSettings of(OtlpGrpcSpanExporterBuilder builder) {
    SettingsCapture capture = new SettingsCapture();
    try (OtlpGrpcSpanExporter original = builder.build();
        OtlpGrpcSpanExporter copy = original.toBuilder().setComponentLoader(capture).build()) {
      return capture.settings();
    }
  }

  static ExporterSettings of(HttpSenderConfig config) {
    return new ExporterSettings(
        HttpUrl.get(config.getEndpoint().toString()),
        config.getCompressor(),
        config.getTimeout(),
        config.getConnectTimeout(),
        config.getHeadersSupplier(),
        config.getProxyOptions(),
        config.getSslContext(),
        config.getTrustManager());
  }

  static ExporterSettings of(GrpcSenderConfig config) {
    return new ExporterSettings(
        HttpUrl.get(config.getEndpoint().resolve("/" + config.getFullMethodName()).toString()),
        config.getCompressor(),
        config.getTimeout(),
        config.getConnectTimeout(),
        config.getHeadersSupplier(),
        null,
        config.getSslContext(),
        config.getTrustManager());
  }

  OkHttpClient httpClient() {
    return client().build();
  }

  /** Over TLS the server agrees to HTTP/2 (ALPN); without, it has to know that gRPC is HTTP/2. */
  OkHttpClient grpcClient() {
    List<Protocol> protocols =
        url.isHttps()
            ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
            : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
    return client().protocols(protocols).build();
  }

  private OkHttpClient.Builder client() {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .callTimeout(bounded(timeout))
            .connectTimeout(bounded(connectTimeout))
            // The limit of the whole call is the only one: a slow backend is not a hung one.
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .addNetworkInterceptor(ExporterSettings::withoutDelay);
    if (proxy != null) {
      client.proxySelector(proxy.getProxySelector());
    }
    if (sslContext != null) {
      X509TrustManager trusted = trustManager == null ? platformTrustManager() : trustManager;
      client.sslSocketFactory(sslContext.getSocketFactory(), trusted);
    }
    return client;
  }

  /**
   * Headers and body leave in two writes, and by Nagle's algorithm the second waits for the peer's
   * acknowledgement of the first: 40 ms a call.
   */
  private static Response withoutDelay(Interceptor.Chain chain) throws IOException {
    chain.connection().socket().setTcpNoDelay(true);
    return chain.proceed(chain.request());
  }

  /** The client counts in an int of milliseconds, in which 0 means for ever. */
  private static Duration bounded(Duration limit) {
    Duration least = Duration.ofMillis(1);
    Duration most = Duration.ofMillis(Integer.MAX_VALUE);
    return limit.compareTo(least) < 0 ? least : limit.compareTo(most) > 0 ? most : limit;
  }

  private static X509TrustManager platformTrustManager() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no trust manager", e);
    }
  }

  /**
   * A request to the endpoint with the headers of this moment, still without a body.
   *
   * @throws IOException if the headers cannot be had or are not fit for HTTP; its message holds no
   *     header's value
   */
  Request.Builder newRequest() throws IOException {
    Request.Builder request = new Request.Builder().url(url);
    for (Map.Entry<String, List<String>> header : currentHeaders().entrySet()) {
      for (String value : header.getValue()) {
        try {
          request.addHeader(header.getKey(), value);
        } catch (IllegalArgumentException e) {
          throw new IOException("header " + header.getKey() + " has a character HTTP forbids");
        }
      }
    }
    return request;
  }

  private Map<String, List<String>> currentHeaders() throws IOException {
    try {
      return headers.get();
    } catch (RuntimeException e) {
      throw new IOException("the supplier of headers failed: " + e, e);
    }
  }

  /** The message as the body carries it: compressed, if there is a compressor. */
  byte[] compressed(byte[] message) throws IOException {
    if (compressor == null) {
      return message;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length / 4 + 64);
    try (OutputStream compressing = compressor.compress(bytes)) {
      compressing.write(message);
    }
    return bytes.toByteArray();
  }

  /** The endpoint's address without user, password and query. */
  String address() {
    return url.newBuilder().username("").password("").query(null).fragment(null).toString();
  }
}
