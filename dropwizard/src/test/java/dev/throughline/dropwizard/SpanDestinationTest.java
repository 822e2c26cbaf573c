package dev.throughline.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.journal.JournalReader;
import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.Run;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jackson.Jackson;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the whole spans of a recorder go, by the {@code tracing:} block. */
class SpanDestinationTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  private final AtomicInteger requests = new AtomicInteger();
  private final ContainerLifeCycle managed = new ContainerLifeCycle();
  private final HttpServer backend;
  private final Path directory;

  SpanDestinationTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void startBackend() {
    backend.createContext("/v1/traces", this::receive);
    backend.start();
  }

  @AfterEach
  void stop() throws Exception {
    managed.stop();
    backend.stop(0);
  }

  @Test
  void endpoint_takesThem_pastTheJournal() throws Exception {
    assertThat(send(block(endpoint(), Map.of()))).isEqualTo(new Answer.Accepted(0, ""));

    assertThat(requests).hasValue(1);
    assertThat(journalled()).isFalse();
  }

  @Test
  void endpointWithoutAJournal_takesThem() throws Exception {
    Answer answer = send(block(endpoint(), Map.of("enabled", "false")));

    assertThat(answer).isEqualTo(new Answer.Accepted(0, ""));
    assertThat(requests).hasValue(1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void journalThatRetains_takesThem_forItIsToHaveAllOfATrace() throws Exception {
    Answer answer = send(block(endpoint(), Map.of("retain", "1h")));

    assertThat(answer).isEqualTo(new Answer.Accepted(0, ""));
    assertThat(journalled()).isTrue();
  }

  @Test
  void journal_takesThem_whereThereIsNoEndpoint() throws Exception {
    assertThat(send(block("", Map.of()))).isEqualTo(new Answer.Accepted(0, ""));

    assertThat(journalled()).isTrue();
  }

  @Test
  void neither_isNoDestination() throws Exception {
    TracingFactory factory = block("", Map.of("enabled", "false"));

    assertThat(built(factory).destination()).isNull();
  }

  private Answer send(TracingFactory factory) throws Exception {
    SpanDestination destination = Objects.requireNonNull(built(factory).destination());
    return destination.send(List.of(span()));
  }

  private TracingFactory.Traced built(TracingFactory factory) throws Exception {
    Environment environment = new Environment("test");
    TracingFactory.Traced traced = factory.build(environment);
    environment.lifecycle().getManagedObjects().forEach(managed::addBean);
    managed.start();
    return traced;
  }

  private TracingFactory block(String endpoint, Map<String, String> journal) throws IOException {
    ObjectNode block = Jackson.newObjectMapper().createObjectNode();
    block.put("endpoint", endpoint).put("protocol", "http/protobuf");
    ObjectNode keys = block.putObject("journal").put("directory", directory.toString());
    journal.forEach(keys::put);
    return Jackson.newObjectMapper().treeToValue(block, TracingFactory.class);
  }

  private boolean journalled() throws IOException {
    return Files.exists(directory) && new JournalReader(directory).readTrace(TRACE_ID).length > 0;
  }

  private String endpoint() {
    return "http://127.0.0.1:" + backend.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      requests.incrementAndGet();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static SpanData span() {
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            TRACE_ID, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());
    Run run = new Run("default", "order-1", "run-1");
    return Anchors.startActivity(run, "Order", "1", "Pack", "orders", 0, parent);
  }
}
