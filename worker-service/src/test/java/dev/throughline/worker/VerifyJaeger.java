package dev.throughline.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Stores what is sent to it, and answers as Jaeger's query service does. */
final class VerifyJaeger implements SpanDestination, AutoCloseable {
  private final HttpServer server;
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();

  VerifyJaeger() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/jaeger/api/traces/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jaeger";
  }

  /** Whatever came, repeats too. */
  List<SpanData> spans() {
    return spans;
  }

  @Override
  public Answer send(List<SpanData> arrived) {
    spans.addAll(arrived);
    return new Answer.Accepted(0, "");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String found =
        spans.stream()
            .filter(span -> path.endsWith(span.getTraceId()))
            .map(VerifyJaeger::json)
            .collect(Collectors.joining(","));
    String document =
        found.isEmpty()
            ? "{\"data\":null,\"errors\":[{\"code\":404,\"msg\":\"trace not found\"}]}"
            : "{\"data\":[{\"spans\":[%s]}],\"errors\":null}".formatted(found);
    byte[] body = document.getBytes(UTF_8);
    exchange.sendResponseHeaders(found.isEmpty() ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String json(SpanData span) {
    return "{\"spanID\":\"%s\",\"operationName\":\"%s\",\"references\":[%s],\"tags\":[]}"
        .formatted(
            span.getSpanId(),
            span.getName(),
            span.getParentSpanContext().isValid()
                ? "{\"refType\":\"CHILD_OF\",\"traceID\":\"%s\",\"spanID\":\"%s\"}"
                    .formatted(span.getTraceId(), span.getParentSpanId())
                : "");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
