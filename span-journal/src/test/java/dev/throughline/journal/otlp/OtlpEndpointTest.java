package dev.throughline.journal.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the network does to a call: nothing comes, half an answer comes, nobody is there. */
@Timeout(30)
class OtlpEndpointTest {
  private static final byte[] REQUEST = {10, 3, 0, -1, 127};
  private static final Duration LIMIT = Duration.ofMillis(400);
  private static final Duration NEVER = Duration.ofMinutes(5);

  private final MockWebServer backend = new MockWebServer();

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void backendThatNeverAccepts_isUnavailableInTime() throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(server, queue);
      try (OtlpEndpoint endpoint = http(server, LIMIT)) {
        assertUnavailableInTime(endpoint);
      }
    } finally {
      for (Socket waiting : queue) {
        waiting.close();
      }
    }
  }

  @Test
  void backendThatSaysNothing_isUnavailableInTime() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        OtlpEndpoint endpoint = http(server, LIMIT)) {
      assertUnavailableInTime(endpoint);
    }
  }

  @Test
  void backendThatDoesNotRead_isUnavailableInTime() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        OtlpEndpoint endpoint = http(server, LIMIT)) {
      long start = System.nanoTime();
      assertThat(endpoint.send(new byte[64 << 20])).isInstanceOf(Answer.Unavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.multipliedBy(4));
    }
  }

  @Test
  void refusalThatStallsInItsBody_isStillARefusal() throws Exception {
    assertThat(answerOf("HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nba"))
        .isEqualTo(new Answer.Refused("HTTP 400 Bad Request"));
  }

  @Test
  void successThatStallsInItsBody_isAccepted() throws Exception {
    assertThat(answerOf("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nba"))
        .isEqualTo(new Answer.Accepted(0, ""));
  }

  @Test
  void successThatStallsInItsHeaders_isUnavailable() throws Exception {
    assertThat(answerOf("HTTP/1.1 200 OK\r\nContent-Len")).isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void grpcThatStallsBeforeItsTrailers_isUnavailableInTime() throws IOException {
    startGrpc();
    backend.enqueue(
        new MockResponse.Builder()
            .body(new Buffer().write(new byte[5]))
            .trailers(Headers.of("grpc-status", "0"))
            .trailersDelay(5, TimeUnit.SECONDS)
            .build());
    try (OtlpEndpoint endpoint = grpc()) {
      assertUnavailableInTime(endpoint);
    }
  }

  @Test
  void connectionOnWhichGrpcTimedOut_isNotUsedAgain() throws Exception {
    startGrpc();
    backend.enqueue(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    backend.enqueue(new MockResponse.Builder().addHeader("grpc-status", "0").build());
    try (OtlpEndpoint endpoint = grpc()) {
      assertUnavailableInTime(endpoint);
      assertThat(endpoint.send(REQUEST)).isInstanceOf(Answer.Accepted.class);
    }
    RecordedRequest first = backend.takeRequest();
    assertThat(backend.takeRequest().getConnectionIndex()).isNotEqualTo(first.getConnectionIndex());
  }

  @Test
  void nobodyListening_isUnavailable() throws IOException {
    ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    gone.close();
    try (OtlpEndpoint endpoint = http(gone, NEVER)) {
      assertThat(endpoint.send(REQUEST))
          .extracting(Answer::toString)
          .asString()
          .contains("ConnectException");
    }
  }

  @Test
  void unknownHost_isUnavailable() {
    try (OtlpEndpoint endpoint =
        OtlpEndpoint.of(OtlpHttpSpanExporter.builder().setEndpoint("http://backend.invalid"))) {
      assertThat(endpoint.send(REQUEST))
          .extracting(Answer::toString)
          .asString()
          .contains("UnknownHostException");
    }
  }

  @Test
  void interrupt_endsTheCallAndStaysSet() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        OtlpEndpoint endpoint = http(server, NEVER)) {
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                answer.complete(endpoint.send(REQUEST));
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      try (Socket call = server.accept()) {
        assertThat(call.getInputStream().read()).isEqualTo('P');
        caller.interrupt();
        assertThat(answer.get()).isEqualTo(new Answer.Unavailable("interrupted", null));
        assertThat(stillInterrupted.get()).isTrue();
        // The client lets go of the connection too.
        call.getInputStream().readAllBytes();
      }
    }
  }

  @Test
  void close_endsTheCallAndItsThread() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      OtlpEndpoint endpoint = http(server, NEVER);
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> endpoint.send(REQUEST));
      try (Socket call = server.accept()) {
        assertThat(call.getInputStream().read()).isEqualTo('P');
        endpoint.close();
        assertThat(answer.get()).isEqualTo(new Answer.Unavailable("the endpoint is closed", null));
      }
      await().until(() -> carriers() == 0);
    }
  }

  @Test
  void send_afterClose_isUnavailable() throws IOException {
    backend.start();
    OtlpEndpoint endpoint = http(backend.url("/").toString(), NEVER);
    endpoint.close();
    assertThat(endpoint.send(REQUEST)).isInstanceOf(Answer.Unavailable.class);
    assertThat(backend.getRequestCount()).isZero();
  }

  @Test
  void httpsBackend_isKnownByTheCertificateOfTheSettings() throws IOException {
    HeldCertificate certificate = startTls();
    backend.enqueue(new MockResponse.Builder().build());
    try (OtlpEndpoint endpoint =
        OtlpEndpoint.of(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(backend.url("/v1/traces").toString())
                .setTrustedCertificates(certificate.certificatePem().getBytes(UTF_8)))) {
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
    }
  }

  @Test
  void grpcOverTls_isHttp2() throws Exception {
    HeldCertificate certificate = startTls();
    backend.enqueue(new MockResponse.Builder().addHeader("grpc-status", "0").build());
    try (OtlpEndpoint endpoint =
        OtlpEndpoint.of(
            OtlpGrpcSpanExporter.builder()
                .setEndpoint(backend.url("/").toString())
                .setTrustedCertificates(certificate.certificatePem().getBytes(UTF_8)))) {
      assertThat(endpoint.send(REQUEST)).isEqualTo(new Answer.Accepted(0, ""));
    }
    assertThat(backend.takeRequest().getVersion()).isEqualTo("HTTP/2");
  }

  @Test
  void clientCertificate_isShown_alsoWithThePlatformsTrust() throws Exception {
    // Only that the settings yield a client: no platform trusts a certificate of our own.
    HeldCertificate own = new HeldCertificate.Builder().build();
    startTls();
    try (OtlpEndpoint endpoint =
        OtlpEndpoint.of(
            OtlpGrpcSpanExporter.builder()
                .setEndpoint(backend.url("/").toString())
                .setClientTls(
                    own.privateKeyPkcs8Pem().getBytes(UTF_8),
                    own.certificatePem().getBytes(UTF_8)))) {
      assertThat(endpoint.send(REQUEST))
          .extracting(Answer::toString)
          .asString()
          .contains("SSLHandshakeException");
    }
  }

  private HeldCertificate startTls() throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    HandshakeCertificates server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    backend.useHttps(server.sslSocketFactory());
    backend.start();
    return certificate;
  }

  private void startGrpc() throws IOException {
    backend.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    backend.start();
  }

  private OtlpEndpoint grpc() {
    return OtlpEndpoint.of(
        OtlpGrpcSpanExporter.builder().setEndpoint(backend.url("/").toString()).setTimeout(LIMIT));
  }

  private static OtlpEndpoint http(ServerSocket server, Duration limit) {
    return http("http://127.0.0.1:" + server.getLocalPort(), limit);
  }

  private static OtlpEndpoint http(String address, Duration limit) {
    return OtlpEndpoint.of(OtlpHttpSpanExporter.builder().setEndpoint(address).setTimeout(limit));
  }

  /** What the endpoint makes of an answer that goes no further than this. */
  private static Answer answerOf(String beginning) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        OtlpEndpoint endpoint = http(server, LIMIT)) {
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> endpoint.send(REQUEST));
      try (Socket call = server.accept();
          OutputStream out = call.getOutputStream()) {
        out.write(beginning.getBytes(UTF_8));
        out.flush();
        return answer.get();
      }
    }
  }

  /** Connects until the kernel, whose queue is full, no longer answers. */
  private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
    while (queue.size() < 100) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    throw new IllegalStateException("the queue of connections does not fill");
  }

  private static void assertUnavailableInTime(OtlpEndpoint endpoint) {
    long start = System.nanoTime();
    assertThat(endpoint.send(REQUEST))
        .isEqualTo(new Answer.Unavailable("no answer within 400 ms", null));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.multipliedBy(4));
  }

  private static long carriers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("otlp-endpoint"))
        .count();
  }
}
