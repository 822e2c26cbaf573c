package dev.throughline.quickstart;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * A small OTLP/HTTP endpoint for traces on 127.0.0.1: {@code POST /v1/traces}, protobuf, plain or
 * gzip. Anything else gets the HTTP status that says so.
 */
public final class TraceReceiver implements AutoCloseable {
  /** Takes what arrives, on many threads at a time. */
  public interface Listener {
    /**
     * Takes the spans of one request and returns the HTTP status of its answer; 200 acknowledges
     * them. The sender waits for as long as this takes.
     *
     * @throws InterruptedException if the receiver is closed meanwhile
     */
    int receive(List<ReceivedSpan> spans) throws InterruptedException;
  }

  private static final String PATH = "/v1/traces";
  private static final String PROTOBUF = "application/x-protobuf";

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("trace-receiver"));
  private final Listener listener;

  private TraceReceiver(HttpServer server, Listener listener) {
    this.server = server;
    this.listener = listener;
  }

  /** Starts to listen on a free port. */
  public static TraceReceiver start(Listener listener) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TraceReceiver receiver = new TraceReceiver(server, listener);
    server.createContext(PATH, receiver::handle);
    server.setExecutor(receiver.threads);
    server.start();
    return receiver;
  }

  /** Returns the value for {@code OTEL_EXPORTER_OTLP_ENDPOINT}, without the path. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = answer(exchange);
      exchange.getResponseHeaders().set("Content-Type", PROTOBUF);
      // No body: that is how protobuf writes a response in which nothing is rejected.
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int answer(HttpExchange exchange) throws IOException, InterruptedException {
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return 404;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return 405;
    }
    if (!PROTOBUF.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      return 415;
    }
    try (InputStream body = body(exchange)) {
      return listener.receive(ReceivedSpan.of(ExportTraceServiceRequest.parseFrom(body)));
    } catch (InvalidProtocolBufferException e) {
      return 400;
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(body)
        : body;
  }

  /** Stops at once; requests under way get no answer. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
