package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An OTLP/HTTP backend that does as it is told. */
final class Collector implements AutoCloseable {
  /** Closes the connection without an answer. */
  static final int CLOSE = 0;

  /** Takes the spans, but closes the connection without an answer. */
  static final int STORE_AND_CLOSE = 1;

  /** What it answers to a request. */
  interface Manner {
    /** The HTTP status, of which 200 stores the spans, or one of the above. */
    int status(List<Span> spans);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();
  private final List<Span> stored = new CopyOnWriteArrayList<>();
  private volatile Manner manner = spans -> 200;
  private volatile String retryAfter = "";
  private volatile byte[] body = new byte[0];

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Collector collector;
    try {
      collector = new Collector(HttpServer.create(anyPort, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    collector.server.createContext("/v1/traces", collector::handle);
    collector.server.setExecutor(collector.threads);
    collector.server.start();
    return collector;
  }

  String endpoint() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1/traces";
  }

  OtlpHttpSpanExporterBuilder settings() {
    return OtlpHttpSpanExporter.builder().setEndpoint(endpoint());
  }

  void behave(Manner manner) {
    this.manner = manner;
  }

  /** What it asks for with each answer; nothing, if empty. */
  void retryAfter(String seconds) {
    this.retryAfter = seconds;
  }

  /** What it says with each answer. */
  void say(ExportTraceServiceResponse response) {
    this.body = response.toByteArray();
  }

  /** Every request, also those that were not answered well. */
  List<byte[]> requests() {
    return requests;
  }

  List<Span> spans() {
    return stored;
  }

  List<String> names() {
    return stored.stream().map(Span::getName).toList();
  }

  /** Waits until it has so many spans. */
  void awaitSpans(int count) {
    await().untilAsserted(() -> assertThat(stored).hasSizeGreaterThanOrEqualTo(count));
  }

  static List<Span> spans(byte[] request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      requests.add(request);
      List<Span> spans = spans(request);
      int status = manner.status(spans);
      if (status == 200 || status == STORE_AND_CLOSE) {
        stored.addAll(spans);
      }
      if (status > STORE_AND_CLOSE) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
        byte[] answer = body;
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
