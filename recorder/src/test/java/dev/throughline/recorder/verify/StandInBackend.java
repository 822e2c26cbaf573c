package dev.throughline.recorder.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server with one answer for each path; other paths are 404 as Go's own server has it. */
final class StandInBackend implements AutoCloseable {
  private static final Answer NOT_FOUND =
      new Answer(404, "text/plain", "404 page not found\n".getBytes(UTF_8));

  private final HttpServer server;
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, String type, byte[] body) {}

  StandInBackend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url(String basePath) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + basePath);
  }

  StandInBackend answer(String path, int status, String type, byte[] body) {
    answers.put(path, new Answer(status, type, body));
    return this;
  }

  StandInBackend answer(String path, int status, String type, String body) {
    return answer(path, status, type, body.getBytes(UTF_8));
  }

  /** The next requests, so many, are answered 503 whatever they are. */
  void refuse(int requests) {
    refusals.set(requests);
  }

  /** Path and query, {@code Accept} and {@code Authorization} of each request. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    requests.add(path + header(exchange, "Accept") + header(exchange, "Authorization"));
    boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    Answer answer =
        refused
            ? new Answer(503, "text/plain", new byte[0])
            : answers.getOrDefault(exchange.getRequestURI().getPath(), NOT_FOUND);
    exchange.getResponseHeaders().set("Content-Type", answer.type);
    exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
    exchange.getResponseBody().write(answer.body);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : " " + value;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
