package dev.throughline.journal.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcTest {
  private static final byte[] REQUEST = {10, 3, 0, -1, 127};
  private static final byte[] NO_PARTIAL_SUCCESS = {};

  private final MockWebServer backend = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    backend.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    backend.start();
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void request_arrivesAsItWasGiven_inOneFrame() throws InterruptedException {
    assertThat(answer(trailers(NO_PARTIAL_SUCCESS, "grpc-status", "0")))
        .isEqualTo(new Answer.Accepted(0, ""));
    RecordedRequest received = backend.takeRequest();
    assertThat(received.getRequestLine())
        .isEqualTo("POST /opentelemetry.proto.collector.trace.v1.TraceService/Export HTTP/2");
    assertThat(received.getHeaders().get("content-type")).isEqualTo("application/grpc");
    assertThat(received.getHeaders().get("te")).isEqualTo("trailers");
    assertThat(received.getBody()).isEqualTo(frame(0, REQUEST).readByteString());
  }

  @Test
  void request_withGzip_isAFlaggedFrame() throws Exception {
    backend.enqueue(trailers(NO_PARTIAL_SUCCESS, "grpc-status", "0"));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings().setCompression("gzip"))) {
      endpoint.send(REQUEST);
    }
    RecordedRequest received = backend.takeRequest();
    assertThat(received.getHeaders().get("grpc-encoding")).isEqualTo("gzip");
    Buffer body = new Buffer().write(received.getBody());
    assertThat(body.readByte()).isEqualTo((byte) 1);
    assertThat(body.readInt()).isEqualTo((int) body.size());
    byte[] payload = body.readByteArray();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(payload)).readAllBytes())
        .isEqualTo(REQUEST);
  }

  @Test
  void smallRequests_doNotWaitForTheNetworksAcknowledgements() {
    int calls = 50;
    for (int i = 0; i < calls; i++) {
      backend.enqueue(headers("grpc-status", "0"));
    }
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      endpoint.send(REQUEST);
      long start = System.nanoTime();
      for (int i = 1; i < calls; i++) {
        endpoint.send(REQUEST);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
    }
  }

  @Test
  void headers_areSent() throws InterruptedException {
    backend.enqueue(trailers(NO_PARTIAL_SUCCESS, "grpc-status", "0"));
    OtlpGrpcSpanExporterBuilder settings =
        settings().addHeader("tenant", "blue").setHeaders(() -> Map.of("Api-Key", "secret"));
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      endpoint.send(REQUEST);
    }
    Headers received = backend.takeRequest().getHeaders();
    assertThat(received.get("tenant")).isEqualTo("blue");
    assertThat(received.get("api-key")).isEqualTo("secret");
  }

  @Test
  void partialSuccess_isCounted() {
    byte[] message =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(2)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();
    assertThat(answer(trailers(message, "grpc-status", "0")))
        .isEqualTo(new Answer.Accepted(2, "too old"));
  }

  @Test
  void bodyLongerThanWhatIsRead_stillHasItsTrailers() {
    assertThat(answer(trailers(new byte[1_000_000], "grpc-status", "0")))
        .isEqualTo(new Answer.Accepted(0, ""));
  }

  @Test
  void invalidArgument_isRefusedWithItsMessage() {
    assertThat(
            answer(
                headers("grpc-status", "3", "grpc-message", "bad span: 100%25, gr%C3%BCn + blau")))
        .isEqualTo(new Answer.Refused("gRPC status 3: bad span: 100%, grün + blau"));
  }

  @Test
  void statusInTheTrailers_countsAsInTheHeaders() {
    assertThat(answer(trailers(NO_PARTIAL_SUCCESS, "grpc-status", "3")))
        .isInstanceOf(Answer.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc: received message larger than max (5242880 vs. 4194304)",
        "grpc: received message after decompression larger than max 4194304",
        "gRPC message exceeds maximum size 4194304: 5242880",
        "Received message exceeds the maximum configured message size.",
        "SERVER: Received message larger than max (5 vs. 4)"
      })
  void messageAboveTheLimit_isRefused(String said) {
    assertThat(answer(headers("grpc-status", "8", "grpc-message", said)))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void messageAboveTheLimitOfTonic_isRefused() {
    String said = "Error, decoded message length too large: found 5 bytes, the limit is: 4 bytes";
    assertThat(answer(headers("grpc-status", "11", "grpc-message", said)))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void rateLimit_isUnavailable() {
    String said = "RATE_LIMITED: ingestion rate limit (15000000 bytes) exceeded";
    assertThat(answer(headers("grpc-status", "8", "grpc-message", said)))
        .isEqualTo(new Answer.Unavailable("gRPC status 8: " + said, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "2", "4", "5", "6", "7", "9", "10", "11", "12", "13", "14", "15", "16", "x"})
  void anyOtherStatus_isUnavailable(String status) {
    assertThat(answer(headers("grpc-status", status)))
        .isEqualTo(new Answer.Unavailable("gRPC status " + status, null));
  }

  @Test
  void missingStatus_isUnavailable() {
    assertThat(answer(trailers(NO_PARTIAL_SUCCESS, "other", "0")))
        .isInstanceOf(Answer.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 429, 500, 502, 503, 504})
  void httpStatusWithoutGrpc_isUnavailable(int status) {
    MockResponse proxy =
        new MockResponse.Builder().code(status).addHeader("Retry-After", "17").build();
    assertThat(answer(proxy))
        .isEqualTo(
            new Answer.Unavailable("HTTP " + status + " instead of gRPC", Duration.ofSeconds(17)));
  }

  @Test
  void http413WithoutGrpc_isRefused() {
    assertThat(answer(new MockResponse.Builder().code(413).build()))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void retryInfo_isPassedOn_paddedOrNot() {
    byte[] details = statusWithRetryInfo(2, 500_000_000);
    for (Base64.Encoder base64 :
        List.of(Base64.getEncoder(), Base64.getEncoder().withoutPadding())) {
      Answer answer =
          answer(
              headers(
                  "grpc-status", "14", "grpc-status-details-bin", base64.encodeToString(details)));
      assertThat(answer)
          .isEqualTo(new Answer.Unavailable("gRPC status 14", Duration.ofMillis(2500)));
    }
  }

  @Test
  void absurdRetryInfo_isNoDelayOrAnHour() {
    assertThat(retryDelay(statusWithRetryInfo(-1, 0))).isNull();
    assertThat(retryDelay(statusWithRetryInfo(Long.MAX_VALUE, 2_000_000_000))).isNull();
    assertThat(retryDelay(statusWithRetryInfo(86_400, 0))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void refusalBeforeTheRequestWasRead_isHeard() {
    backend.enqueue(
        new MockResponse.Builder()
            .addHeader("grpc-status", "8")
            .addHeader("grpc-message", "message larger than max")
            .doNotReadRequestBody()
            .build());
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      assertThat(endpoint.send(new byte[5_000_000])).isInstanceOf(Answer.Refused.class);
    }
  }

  /** As grpc-java does: it ends the response, without a reset, and makes no room for more. */
  @Test
  void refusalByAServerThatReadsNoFurther_isHeard() throws Exception {
    Buffer settingsFrame = new Buffer().writeInt(4).writeByte(0).writeInt(0);
    Buffer fields = new Buffer().writeByte(0x88);
    literal(fields, "grpc-status", "8");
    literal(fields, "grpc-message", "gRPC message exceeds maximum size 4194304");
    Buffer answerFrame =
        new Buffer()
            .writeShort(0)
            .writeByte((int) fields.size())
            .writeByte(1)
            .writeByte(5)
            .writeInt(3);
    answerFrame.writeAll(fields);
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        OtlpEndpoint endpoint =
            OtlpEndpoint.of(settings().setEndpoint("http://127.0.0.1:" + server.getLocalPort()))) {
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> endpoint.send(new byte[1_000_000]));
      try (Socket call = server.accept()) {
        call.getOutputStream().write(settingsFrame.readByteArray());
        call.getInputStream().readNBytes(60_000);
        call.getOutputStream().write(answerFrame.readByteArray());
        assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(Answer.Refused.class);
      }
    }
  }

  /** A header field that HPACK neither indexes nor compresses (RFC 7541, section 6.2.2). */
  private static void literal(Buffer fields, String name, String value) {
    fields.writeByte(0).writeByte(name.length()).writeUtf8(name);
    fields.writeByte(value.length()).writeUtf8(value);
  }

  @Test
  void settings_stayUsableForAnExporter() {
    OtlpGrpcSpanExporterBuilder settings = settings();
    String before = settings.build().toString();
    OtlpEndpoint.of(settings).close();
    try (OtlpGrpcSpanExporter exporter = settings.build()) {
      assertThat(exporter).hasToString(before);
    }
  }

  @Test
  void toString_hasNoCredentials() {
    OtlpGrpcSpanExporterBuilder settings =
        settings().setEndpoint("http://user:secret@localhost:4317").addHeader("api-key", "secret");
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings)) {
      assertThat(endpoint)
          .hasToString(
              "OTLP/gRPC http://localhost:4317"
                  + "/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    }
  }

  private static @Nullable Duration retryDelay(byte[] status) {
    return RetryDelay.ofGrpc(
        Headers.of("grpc-status-details-bin", Base64.getEncoder().encodeToString(status)));
  }

  /** {@code google.rpc.Status} with another detail before its {@code RetryInfo}. */
  private static byte[] statusWithRetryInfo(long seconds, long nanos) {
    ByteString duration =
        message(
            1, Field.newBuilder().addVarint(seconds).build(),
            2, Field.newBuilder().addVarint(nanos).build());
    ByteString other =
        message(
            1, bytes(ByteString.copyFromUtf8("type.googleapis.com/google.rpc.ErrorInfo")),
            2, bytes(ByteString.copyFromUtf8("anything")));
    ByteString retryInfo =
        message(
            1, bytes(ByteString.copyFromUtf8("type.googleapis.com/google.rpc.RetryInfo")),
            2, bytes(message(1, bytes(duration), 9, bytes(ByteString.EMPTY))));
    return message(
            1, Field.newBuilder().addVarint(14).build(),
            3, Field.newBuilder().addLengthDelimited(other).addLengthDelimited(retryInfo).build())
        .toByteArray();
  }

  private static ByteString message(int first, Field value, int second, Field other) {
    return UnknownFieldSet.newBuilder()
        .addField(first, value)
        .addField(second, other)
        .build()
        .toByteString();
  }

  private static Field bytes(ByteString bytes) {
    return Field.newBuilder().addLengthDelimited(bytes).build();
  }

  private static MockResponse headers(String... namesAndValues) {
    return new MockResponse.Builder().headers(Headers.of(namesAndValues)).build();
  }

  private static MockResponse trailers(byte[] message, String name, String value) {
    return new MockResponse.Builder()
        .body(frame(0, message))
        .trailers(Headers.of(name, value))
        .build();
  }

  private static Buffer frame(int flag, byte[] message) {
    return new Buffer().writeByte(flag).writeInt(message.length).write(message);
  }

  private Answer answer(MockResponse response) {
    backend.enqueue(response);
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(settings())) {
      return endpoint.send(REQUEST);
    }
  }

  private OtlpGrpcSpanExporterBuilder settings() {
    return OtlpGrpcSpanExporter.builder().setEndpoint(backend.url("/").toString());
  }
}
