package dev.throughline.journal.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHttpTest {
  private static final byte[] REQUEST = {10, 3, 0, -1, 127};

  private final MockWebServer backend = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    backend.start();
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void request_arrivesAsItWasGiven() throws InterruptedException {
    answer(status(200));
    RecordedRequest received = backend.takeRequest();
    assertThat(received.getRequestLine()).isEqualTo("POST /v1/traces HTTP/1.1");
    assertThat(received.getHeaders().get("Content-Type")).isEqualTo("application/x-protobuf");
    assertThat(received.getHeaders().get("Content-Encoding")).isNull();
    assertThat(received.getBody().toByteArray()).isEqualTo(REQUEST);
  }

  @Test
  void request_withGzip_isCompressedWithAKnownLength() throws Exception {
    backend.enqueue(status(200));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings().setCompression("gzip"))) {
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
    }
    RecordedRequest received = backend.takeRequest();
    assertThat(received.getHeaders().get("Content-Encoding")).isEqualTo("gzip");
    assertThat(received.getHeaders().get("Content-Length")).isNotNull();
    byte[] body = received.getBody().toByteArray();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
        .isEqualTo(REQUEST);
  }

  @Test
  void headers_areAskedForWithEveryCall() throws InterruptedException {
    backend.enqueue(status(200));
    backend.enqueue(status(200));
    AtomicInteger token = new AtomicInteger();
    OtlpHttpSpanExporterBuilder settings =
        settings()
            .addHeader("tenant", "blue")
            .setHeaders(() -> Map.of("Authorization", "Bearer " + token.incrementAndGet()));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      endpoint.send(REQUEST);
      endpoint.send(REQUEST);
    }
    assertThat(backend.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer 1");
    RecordedRequest second = backend.takeRequest();
    assertThat(second.getHeaders().get("Authorization")).isEqualTo("Bearer 2");
    assertThat(second.getHeaders().get("tenant")).isEqualTo("blue");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204})
  void success_isAccepted(int status) {
    assertThat(answer(status(status))).isEqualTo(new Answer.Accepted(0, ""));
  }

  @Test
  void partialSuccess_isCounted() {
    byte[] body =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(2)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();
    assertThat(answer(with(200, body))).isEqualTo(new Answer.Accepted(2, "too old"));
  }

  @Test
  void successWithACutBody_isStillAccepted() {
    MockResponse cut =
        new MockResponse.Builder()
            .body(new Buffer().write(new byte[10_000]))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build();
    assertThat(answer(cut)).isEqualTo(new Answer.Accepted(0, ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 411, 413, 422})
  void statusAboutTheBytes_isRefused(int status) {
    assertThat(answer(status(status))).isInstanceOf(Answer.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        301, 302, 307, 308, 401, 402, 403, 404, 405, 407, 408, 415, 421, 425, 429, 431, 500, 501,
        502, 503, 504, 599
      })
  void statusAboutTheSetUpOrTheMoment_isUnavailable(int status) {
    // The client tries once more, by itself, after a few of these.
    backend.enqueue(status(status));
    Answer answer = answer(status(status));
    assertThat(answer).isInstanceOf(Answer.Unavailable.class);
    assertThat(((Answer.Unavailable) answer).reason()).contains(String.valueOf(status));
  }

  @Test
  void keptConnectionThatDied_isReplacedWithinTheCall() {
    backend.enqueue(
        new MockResponse.Builder().onResponseEnd(new SocketEffect.CloseSocket()).build());
    backend.enqueue(status(200));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
    }
  }

  @Test
  void redirect_isNotFollowed() {
    backend.enqueue(
        new MockResponse.Builder()
            .code(302)
            .addHeader("Location", backend.url("/login").toString())
            .build());
    assertThat(answer(status(200))).isInstanceOf(Answer.Unavailable.class);
    assertThat(backend.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void retryAfter_isPassedOn(int status) {
    MockResponse busy =
        new MockResponse.Builder().code(status).addHeader("Retry-After", "17").build();
    assertThat(answer(busy))
        .extracting(answer -> ((Answer.Unavailable) answer).retryAfter())
        .isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void textOfARefusal_isTheReason() {
    MockResponse bad = new MockResponse.Builder().code(400).body("no such\nfield").build();
    assertThat(answer(bad)).isEqualTo(new Answer.Refused("HTTP 400 Client Error: no such field"));
  }

  @Test
  void statusMessageOfARefusal_isTheReason() {
    byte[] status =
        UnknownFieldSet.newBuilder()
            .addField(1, Field.newBuilder().addVarint(3).build())
            .addField(
                2, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8("bad id")).build())
            .build()
            .toByteArray();
    assertThat(answer(with(400, status)))
        .isEqualTo(new Answer.Refused("HTTP 400 Client Error: bad id"));
  }

  @Test
  void headerThatIsUnfitForHttp_isUnavailableAndNotTold() {
    OtlpHttpSpanExporterBuilder settings =
        settings().setHeaders(() -> Map.of("api-key", "secret\n"));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      assertThat(endpoint.send(REQUEST).toString()).contains("api-key").doesNotContain("secret");
    }
  }

  @Test
  void headersThatCannotBeHad_areUnavailable() {
    OtlpHttpSpanExporterBuilder settings =
        settings()
            .setHeaders(
                () -> {
                  throw new IllegalStateException("token server is down");
                });
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      assertThat(endpoint.send(REQUEST)).isInstanceOf(Answer.Unavailable.class);
    }
  }

  @Test
  void proxy_isAskedInPlaceOfTheHost() throws InterruptedException {
    backend.enqueue(status(200));
    OtlpHttpSpanExporterBuilder settings =
        settings()
            .setEndpoint("http://backend.invalid/v1/traces")
            .setProxy(ProxyOptions.create(backend.getSocketAddress()));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
    }
    assertThat(backend.takeRequest().getRequestLine())
        .isEqualTo("POST http://backend.invalid/v1/traces HTTP/1.1");
  }

  @Test
  void refusalBeforeTheRequestWasRead_isHeard() {
    backend.enqueue(new MockResponse.Builder().code(413).doNotReadRequestBody().build());
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      assertThat(endpoint.send(new byte[200_000])).isInstanceOf(Answer.Refused.class);
    }
  }

  @Test
  void settings_stayUsableForAnExporter() {
    OtlpHttpSpanExporterBuilder settings = settings();
    String before = settings.build().toString();
    OtlpEndpoint.of(settings).close();
    try (OtlpHttpSpanExporter exporter = settings.build()) {
      assertThat(exporter.toString()).isEqualTo(before);
    }
  }

  @Test
  void toString_hasNoCredentials() {
    OtlpHttpSpanExporterBuilder settings =
        settings()
            .setEndpoint("http://user:secret@localhost:4318/v1/traces?key=secret")
            .addHeader("api-key", "secret");
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      assertThat(endpoint).hasToString("OTLP/HTTP http://localhost:4318/v1/traces");
    }
  }

  private static MockResponse status(int status) {
    return new MockResponse.Builder().code(status).build();
  }

  private static MockResponse with(int status, byte[] protobuf) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/x-protobuf")
        .body(new Buffer().write(protobuf))
        .build();
  }

  private Answer answer(MockResponse response) {
    backend.enqueue(response);
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      return endpoint.send(REQUEST);
    }
  }

  private OtlpHttpSpanExporterBuilder settings() {
    return OtlpHttpSpanExporter.builder().setEndpoint(backend.url("/v1/traces").toString());
  }
}
