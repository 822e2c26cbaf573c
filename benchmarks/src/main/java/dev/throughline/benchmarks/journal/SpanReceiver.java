package dev.throughline.benchmarks.journal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An OTLP/HTTP backend that accepts everything, and tells when it has enough different spans. */
final class SpanReceiver implements AutoCloseable {
  /**
   * What has come.
   *
   * @param firstRequest when the first request arrived
   * @param lastAnswer when the last of the expected spans was acknowledged
   * @param repeats how many spans came that had come before
   */
  record Received(Instant firstRequest, Instant lastAnswer, long repeats) {}

  private final HttpServer server;
  private final int expected;
  private final CompletableFuture<Received> received = new CompletableFuture<>();

  // Only the server's one thread touches these.
  private final Set<Long> spanIds = new HashSet<>();
  private long repeats;
  private @Nullable Instant firstRequest;

  SpanReceiver(int expected) throws IOException {
    this.expected = expected;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /** Completes when all of the expected spans are acknowledged. */
  CompletableFuture<Received> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    if (firstRequest == null) {
      firstRequest = Instant.now();
    }
    try (exchange) {
      SpanIds.forEach(exchange.getRequestBody().readAllBytes(), this::count);
      exchange.sendResponseHeaders(200, -1);
    }
    if (spanIds.size() >= expected) {
      received.complete(new Received(firstRequest, Instant.now(), repeats));
    }
  }

  private void count(long spanId) {
    if (!spanIds.add(spanId)) {
      repeats++;
    }
  }
}
