package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Signal-with-start and update-with-start: both or neither, and once for a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithStartIT {
  private static final String ORDER =
      """
      {"customer": "ann@example.org", "lines": [{"item": "anvil", "quantity": 1}],
       "paymentToken": "tok_1", "address": "1 Main Street", "country": "DE"}""";

  private Cluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startServices();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void signalWithStart_startsOnce_andSignalsEachTime() throws Exception {
    String id = "import-" + UUID.randomUUID();

    Job first = Job.accepted(signal(id, "pause"));
    Job second = Job.accepted(signal(id, "resume"));

    assertThat(second).isEqualTo(first);
    assertThat(first.history(cluster).signals()).containsExactly("pause", "resume");
  }

  @Test
  void signalWithStart_repeatedWithItsKey_signalsOnce() throws Exception {
    String id = "import-" + UUID.randomUUID();
    String key = UUID.randomUUID().toString();

    Answer first = signal(id, "pause", "Idempotency-Key", key);
    Answer again = signal(id, "pause", "Idempotency-Key", key);

    Job job = Job.accepted(first);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(job.history(cluster).signals()).containsExactly("pause");
  }

  @Test
  void signalWithStart_withTheKeyOfAnotherRequest_isRefused() throws Exception {
    String id = "import-" + UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    Job job = Job.accepted(signal(id, "pause", "Idempotency-Key", key));

    Answer other = signal(id, "resume", "Idempotency-Key", key);

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().path("type").textValue()).endsWith(":idempotency-key-reused");
    assertThat(job.history(cluster).signals()).containsExactly("pause");
  }

  @Test
  void signalWithStart_repeatedAfterTheEnd_isAnsweredLikeTheFirst() throws Exception {
    String id = "import-" + UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    Answer first = signal(id, "pause", "Idempotency-Key", key);
    assertThat(cluster.post("/workflows/" + id + "/terminate", "{}").status()).isEqualTo(204);

    assertThat(signal(id, "pause", "Idempotency-Key", key).json()).isEqualTo(first.json());
  }

  @Test
  void unknownSignalAndBadInput_areToldByTheirPlace() throws Exception {
    Answer unknown = signal("any-" + UUID.randomUUID(), "stop");
    Answer bad =
        cluster.post(
            "/signal-with-start",
            "{\"start\": {\"type\": \"Import\", \"input\": {\"maxRejects\": -1}},"
                + " \"signal\": {\"name\": \"pause\"}}");

    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.json().at("/violations/0/field").textValue()).isEqualTo("signal.name");
    assertThat(unknown.json().at("/violations/0/message").textValue()).contains("pause", "resume");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.json().at("/violations/0/field").textValue())
        .isEqualTo("start.input.maxRejects");
  }

  @Test
  void updateWithStart_thatTheWorkflowRejects_isToldWhy() throws Exception {
    String id = "order-" + UUID.randomUUID();

    Answer answer = update(id, "");

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(422);
    assertThat(answer.json().path("type").textValue()).endsWith(":update-rejected");
    assertThat(answer.json().path("detail").textValue())
        .isEqualTo("The order does not wait for approval.");
    assertThat(answer.json().path("workflowId").textValue()).isEqualTo(id);
    assertThat(cluster.get("/workflows/" + id).status()).isEqualTo(200);
  }

  @Test
  void updateWithStart_repeatedWithItsKey_hasTheOutcomeOfTheFirst_alsoAfterTheEnd()
      throws Exception {
    PlacedOrder order = PlacedOrder.of(cluster, "laptop", 1, "").awaitState("AWAITING_APPROVAL");
    String body =
        """
        {"start": {"type": "Order", "workflowId": "%s", "input": %s},
         "update": {"name": "approve", "input": {"by": "ann"}}}"""
            .formatted(order.job().workflowId(), ORDER);
    String key = UUID.randomUUID().toString();

    Answer first = cluster.post("/update-with-start", body, "Idempotency-Key", key);
    order.result();
    Answer again = cluster.post("/update-with-start", body, "Idempotency-Key", key);
    Answer other =
        cluster.post(
            "/update-with-start", body.replace("\"ann\"", "\"bob\""), "Idempotency-Key", key);

    assertThat(first.status()).as(first.json().toString()).isEqualTo(200);
    assertThat(first.json().path("runId").textValue()).isEqualTo(order.job().runId());
    assertThat(again.status()).as(again.json().toString()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(other.status()).as(other.json().toString()).isEqualTo(422);
  }

  @Test
  void updateWithStart_thatTemporalCannotDelay_isToldInItsWords() throws Exception {
    Answer answer = update("order-" + UUID.randomUUID(), "\"startDelay\": \"PT1H\", ");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").textValue()).contains("Delay");
  }

  private Answer signal(String id, String name, String... headers) throws Exception {
    return cluster.post(
        "/signal-with-start",
        """
        {"start": {"type": "Import", "workflowId": "%s", "startDelay": "PT1H",
           "input": {"file": "a.csv"}},
         "signal": {"name": "%s"}}"""
            .formatted(id, name),
        headers);
  }

  private Answer update(String id, String options) throws Exception {
    return cluster.post(
        "/update-with-start",
        """
        {"start": {"type": "Order", "workflowId": "%s", %s"input": %s},
         "update": {"name": "approve", "input": {"by": "ann"}}}"""
            .formatted(id, options, ORDER));
  }
}
