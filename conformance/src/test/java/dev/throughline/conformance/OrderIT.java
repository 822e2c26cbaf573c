package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Orders through the API: all of one or nothing, whatever a person says and when. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TRACE =
      """
      POST /orders
      └─ StartWorkflow:Order
         └─ RunWorkflow:Order
            ├─ CompleteWorkflow:Order
            ├─ StartActivity:ReserveStock
            │  └─ RunActivity:ReserveStock attempt 1
            │     ├─ INSERT reservation
            │     ├─ UPDATE stock
            │     ├─ INSERT reservation_line
            │     ├─ SELECT stock
            │     └─ UPDATE reservation
            ├─ StartActivity:ChargePayment
            │  └─ RunActivity:ChargePayment attempt 1
            │     └─ INSERT payment
            ├─ StartChildWorkflow:Shipment
            │  └─ RunWorkflow:Shipment
            │     ├─ CompleteWorkflow:Shipment
            │     └─ StartActivity:BookShipment
            │        └─ RunActivity:BookShipment attempt 1
            │           └─ INSERT shipment
            └─ StartActivity:SendEmail
               └─ RunActivity:SendEmail attempt 1
                  └─ SMTP send""";

  private Cluster cluster;
  private OrderTables tables;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startServices();
    tables = OrderTables.of(cluster);
  }

  @AfterAll
  void stop() {
    tables.close();
    cluster.close();
  }

  @Test
  void smallOrder_isShippedAndConfirmed_inOneTrace() throws Exception {
    int keyboards = tables.available("keyboard");
    PlacedOrder order = order("keyboard", 2, "\"customer\": \"small@example.org\"");

    JsonNode result = order.result();

    assertThat(result.path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(result.path("orderId").textValue()).isEqualTo(order.id());
    assertThat(result.path("totalCents").longValue()).isEqualTo(15_800);
    assertThat(result.at("/shipment/trackingNumber").textValue()).isEqualTo("TL-" + order.id());
    assertThat(result.path("notes")).isEmpty();
    assertThat(order.state().path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(tables.done(order.id())).containsExactly("reservation", "payment", "shipment");
    assertThat(tables.available("keyboard")).isEqualTo(keyboards - 2);
    assertThat(mailsTo("small@example.org")).isEqualTo(1);
    cluster.traces().store().awaitTrace(order.job().traceId(), Outline.is(TRACE), SOON);
    cluster.traces().store().assertComplete();
  }

  @Test
  void bigOrder_waitsForApproval_andGoesOn() throws Exception {
    PlacedOrder order = order("laptop", 1, "").awaitState("AWAITING_APPROVAL");
    JsonNode waiting = order.state();
    assertThat(Instant.parse(waiting.path("approvalDeadline").textValue()))
        .isAfter(Instant.now().plus(Duration.ofHours(23)));
    assertThat(waiting.path("totalCents").longValue()).isEqualTo(149_900);

    Answer approved = order.decide("approve");

    assertThat(approved.status()).as(approved.json().toString()).isEqualTo(200);
    assertThat(approved.json().at("/result/decision/by").textValue()).isEqualTo("bob");
    JsonNode result = order.result();
    assertThat(result.path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(result.at("/decision/comment").textValue()).isEqualTo("as agreed");
    assertThat(tables.done(order.id())).hasSize(3);
  }

  @Test
  void secondDecision_isRejected_withItsReason() throws Exception {
    PlacedOrder order = order("laptop", 1, "").awaitState("AWAITING_APPROVAL");

    try (AutoCloseable held = tables.holdPayment(order.id())) {
      assertThat(order.decide("approve").status()).isEqualTo(200);
      for (String second : new String[] {"approve", "reject"}) {
        Answer answer = order.decide(second);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("type").textValue()).endsWith(":update-rejected");
        assertThat(answer.json().path("detail").textValue())
            .contains("The order is approved already.");
      }
    }
    assertThat(order.result().path("status").textValue()).isEqualTo("COMPLETED");
  }

  @Test
  void rejectedOrder_isAnAnswer_andLeavesNothing() throws Exception {
    int laptops = tables.available("laptop");
    PlacedOrder order = order("laptop", 2, "").awaitState("AWAITING_APPROVAL");
    assertThat(tables.available("laptop")).isEqualTo(laptops - 2);

    assertThat(order.decide("reject").status()).isEqualTo(200);

    JsonNode result = order.result();
    assertThat(result.path("status").textValue()).isEqualTo("REJECTED");
    assertThat(result.at("/decision/by").textValue()).isEqualTo("bob");
    assertThat(result.path("shipment").isObject()).isFalse();
    assertThat(tables.available("laptop")).isEqualTo(laptops);
    assertThat(tables.done(order.id())).isEmpty();
  }

  @Test
  void orderThatNobodyDecides_isRejectedAtItsDeadline() throws Exception {
    int laptops = tables.available("laptop");
    PlacedOrder order = order("laptop", 1, "\"approvalSeconds\": 1");

    JsonNode result = order.result();

    assertThat(result.path("status").textValue()).isEqualTo("REJECTED");
    assertThat(result.path("decision").isObject()).isFalse();
    assertThat(tables.available("laptop")).isEqualTo(laptops);
    cluster.traces().store().awaitTrace(order.job().traceId(), Outline.has("Timer"), SOON);
  }

  @Test
  void declinedPayment_failsTheOrder_andReleasesTheStock() throws Exception {
    int mice = tables.available("mouse");
    PlacedOrder order = order("mouse", 3, "\"paymentToken\": \"tok_declined\"");

    Answer end = order.end();

    assertThat(end.status()).isEqualTo(409);
    assertThat(end.json().path("workflowStatus").textValue()).isEqualTo("FAILED");
    assertThat(end.json().at("/failure/type").textValue()).isEqualTo("OrderFailed");
    assertThat(end.json().path("failure").findValuesAsText("type")).contains("PaymentDeclined");
    assertThat(order.state().path("status").textValue()).isEqualTo("FAILED");
    assertThat(tables.done(order.id())).isEmpty();
    assertThat(tables.available("mouse")).isEqualTo(mice);
  }

  @Test
  void orderThatIsCanceledWhileItWaits_isReleased() throws Exception {
    int laptops = tables.available("laptop");
    PlacedOrder order = order("laptop", 1, "").awaitState("AWAITING_APPROVAL");

    assertThat(order.cancel().status()).isEqualTo(202);

    order.job().awaitStatus(cluster, "CANCELED", SOON);
    assertThat(order.state().path("status").textValue()).isEqualTo("CANCELED");
    assertThat(tables.undone(order.id())).containsExactly("reservation");
    assertThat(tables.available("laptop")).isEqualTo(laptops);
  }

  /** Wherever the cancellation meets it: between activities, or in one that completes. */
  @RepeatedTest(20)
  void orderThatIsCanceledAtAnyMoment_isNeverHalf() throws Exception {
    int monitors = tables.available("monitor");
    PlacedOrder order = order("monitor", 1, "");
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(400));

    order.cancel();

    order.end();
    boolean stands = order.state().path("status").textValue().equals("COMPLETED");
    assertThat(tables.done(order.id())).hasSize(stands ? 3 : 0);
    assertThat(tables.available("monitor")).isEqualTo(monitors - (stands ? 1 : 0));
  }

  @Test
  void webhookToAPrivateAddress_isNotCalled_andNoted() throws Exception {
    PlacedOrder order = order("mouse", 1, "\"webhookUrl\": \"http://127.0.0.1:9/hook\"");

    JsonNode result = order.result();

    assertThat(result.path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(result.at("/notes/0").textValue())
        .contains("The webhook was not delivered")
        .contains("not public");
  }

  private PlacedOrder order(String item, int quantity, String more) throws Exception {
    return PlacedOrder.of(cluster, item, quantity, more);
  }

  private long mailsTo(String customer) throws Exception {
    long mails = 0;
    for (var mail : cluster.mail().getReceivedMessages()) {
      mails += mail.getAllRecipients()[0].toString().equals(customer) ? 1 : 0;
    }
    return mails;
  }
}
