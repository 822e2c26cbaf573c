package dev.throughline.dropwizard;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a request's span through the journal to an OTLP/HTTP endpoint. */
class JournalledExportTest {
  /** With what has a meaning where OpenTelemetry reads headers from a variable. */
  private static final String TENANT = "acme+co 100% = /all";

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final HttpServer backend;
  private final Path directory;

  JournalledExportTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void startBackend() {
    backend.createContext("/v1/traces", this::receive);
    backend.start();
  }

  @AfterEach
  void stopBackend() {
    backend.stop(0);
  }

  @Test
  void span_isExportedWithTheConfiguredHeaders() throws Exception {
    serve("/things/1", endpoint());

    await().untilAsserted(() -> assertThat(received).anyMatch(isSpan("GET /things/{id}")));
    assertThat(received).allMatch(request -> request.startsWith("tenant " + TENANT + "\n"));
  }

  @Test
  void span_outlivesAServiceWhoseBackendWasAway() throws Exception {
    serve("/things/1", "http://127.0.0.1:1");
    serve("/context", endpoint());

    await().untilAsserted(() -> assertThat(received).anyMatch(isSpan("GET /things/{id}")));
  }

  @Test
  void span_outlivesAServiceWithoutAnEndpoint() throws Exception {
    serve("/things/1", "");
    assertThat(directory).isNotEmptyDirectory();
    serve("/context", endpoint());

    await().untilAsserted(() -> assertThat(received).anyMatch(isSpan("GET /things/{id}")));
  }

  /** Starts the service, asks it once and stops it. */
  private void serve(String path, String endpoint) throws Exception {
    DropwizardTestSupport<TracedApplication.Config> app =
        new DropwizardTestSupport<>(
            TracedApplication.class,
            (String) null,
            config("tracing.endpoint", endpoint),
            config("tracing.protocol", "http/protobuf"),
            config("tracing.headers.tenant", TENANT),
            config("tracing.journal.directory", directory.toString()),
            config("tracing.journal.exportDelay", "10ms"),
            config("tracing.journal.stopTimeout", "500ms"));
    app.before();
    try {
      URI uri = URI.create("http://127.0.0.1:" + app.getLocalPort() + path);
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    } finally {
      app.after();
    }
  }

  private String endpoint() {
    return "http://127.0.0.1:" + backend.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      received.add("tenant " + exchange.getRequestHeaders().getFirst("tenant") + "\n" + body);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** Protobuf has strings as they are; nothing here is compressed. */
  private static Predicate<String> isSpan(String name) {
    return request -> request.contains(name);
  }
}
