package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.activities.sql.DatabaseSettings;
import dev.throughline.quickstart.ReceivedSpan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders whose worker dies, whose database is away, and whose callers are called back. */
class OrderFaultsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void workerKilledBetweenChargeAndShipment_eachIsDoneOnce() throws Exception {
    cluster.startServices();
    PlacedOrder order = order("\"lines\": [{\"item\": \"laptop\", \"quantity\": 1}]");
    order.awaitState("AWAITING_APPROVAL");
    int laptops;
    try (OrderTables tables = OrderTables.of(cluster)) {
      laptops = tables.available("laptop");
      // Ends with the worker, in which the database is.
      var unused = tables.holdShipment(order.id());
      order.decide("approve");
      String traceId = order.job().traceId();
      cluster.traces().store().awaitTrace(traceId, Outline.has("StartActivity:BookShipment"), SOON);
      assertThat(tables.done(order.id())).containsExactly("reservation", "payment");
      cluster.worker().kill9();
    }
    cluster.startWorker();

    assertThat(order.result().path("status").textValue()).isEqualTo("COMPLETED");

    try (OrderTables tables = OrderTables.of(cluster)) {
      assertThat(tables.done(order.id())).containsExactly("reservation", "payment", "shipment");
      assertThat(tables.available("laptop")).isEqualTo(laptops);
    }
    assertThat(cluster.mail().getReceivedMessages()).hasSize(1);
    cluster
        .traces()
        .store()
        .awaitTrace(
            order.job().traceId(),
            Outline.has("RunActivity:BookShipment attempt 1 ERROR")
                .and(Outline.has("RunActivity:BookShipment attempt 2"))
                .and(Outline.has("CompleteWorkflow:Order")),
            SOON);
    cluster.traces().store().assertComplete();
  }

  @Test
  void webhook_getsTheResult_withItsKey_asPartOfTheTrace() throws Exception {
    // Dropwizard's own way to set what has no variable.
    cluster.with("JAVA_TOOL_OPTIONS", "-Ddw.webhooks.allowPrivateAddresses=true");
    cluster.startServices();
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    HttpServer receiver = receiver(deliveries);
    try {
      PlacedOrder order =
          order(
              "\"webhookUrl\": \"http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook\"");
      JsonNode result = order.result();

      Delivery delivery = deliveries.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(delivery.body()).isEqualTo(result);
      assertThat(delivery.headers().getFirst("Idempotency-Key")).isEqualTo('"' + order.id() + '"');
      String traceId = order.job().traceId();
      cluster.traces().store().awaitTrace(traceId, Outline.has("CompleteWorkflow:Order"), SOON);
      ReceivedSpan call = span(traceId, "POST");
      assertThat(delivery.headers().getFirst("traceparent"))
          .startsWith("00-" + traceId + "-" + call.spanId());
      assertThat(call.parentSpanId())
          .isEqualTo(span(traceId, "RunActivity:DeliverWebhook").spanId());
      assertThat(deliveries).isEmpty();
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void databaseThatIsAwayAtFirst_isWaitedFor() throws Exception {
    int port = FreePorts.next();
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    cluster
        .with("DATABASE_URL", url)
        .with("DATABASE_USER", "postgres")
        .with("DATABASE_PASSWORD", "any");
    ServiceProcess worker = cluster.beginWorker();
    cluster.startApi();
    PlacedOrder order = order("\"customer\": \"ann@example.org\"");
    await().atMost(SOON).until(() -> pending(order).path("attempt").intValue() > 1);
    assertThat(pending(order).toString()).contains("is it there, and is DATABASE_URL right?");
    assertThat(worker.health().status()).isEqualTo(500);

    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setPort(port).start();
        OrderTables tables = new OrderTables(new DatabaseSettings(url, "postgres", "", 3))) {
      assertThat(order.result().path("status").textValue()).isEqualTo("COMPLETED");
      assertThat(tables.done(order.id())).hasSize(3);
      worker.awaitReady();
    }
  }

  private PlacedOrder order(String more) throws Exception {
    return PlacedOrder.of(cluster, "keyboard", 1, more);
  }

  private JsonNode pending(PlacedOrder order) throws Exception {
    return cluster.get("/workflows/" + order.job().workflowId()).json().at("/pendingActivities/0");
  }

  private ReceivedSpan span(String traceId, String name) {
    List<ReceivedSpan> named =
        cluster.traces().store().trace(traceId).stream()
            .filter(span -> span.name().equals(name))
            .toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }

  private record Delivery(Headers headers, JsonNode body) {}

  private static HttpServer receiver(BlockingQueue<Delivery> deliveries) throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          deliveries.add(
              new Delivery(
                  exchange.getRequestHeaders(),
                  new ObjectMapper().readTree(exchange.getRequestBody())));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    return receiver;
  }
}
