package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** An order that the API has taken. */
record PlacedOrder(Cluster cluster, Job job) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String USUAL =
      """
      {"customer": "ann@example.org", "paymentToken": "tok_visa",
       "address": "1 Main Street", "country": "NZ"}""";

  /**
   * Orders.
   *
   * @param more fields of the request, which win over the usual ones
   */
  static PlacedOrder of(Cluster cluster, String item, int quantity, String more) throws Exception {
    ObjectNode request = (ObjectNode) JSON.readTree(USUAL);
    request.putArray("lines").addObject().put("item", item).put("quantity", quantity);
    request.setAll((ObjectNode) JSON.readTree("{" + more + "}"));
    return new PlacedOrder(cluster, Job.accepted(cluster.post("/orders", request.toString())));
  }

  /** As the database names it. */
  String id() {
    return job.runId();
  }

  JsonNode state() throws Exception {
    return post("/queries/state", "").json();
  }

  PlacedOrder awaitState(String status) {
    await().atMost(SOON).until(() -> state().path("status").textValue().equals(status));
    return this;
  }

  Answer decide(String update) throws Exception {
    return post("/updates/" + update, "{\"by\": \"bob\", \"comment\": \"as agreed\"}");
  }

  Answer cancel() throws Exception {
    return post("/cancel", "{\"reason\": \"changed my mind\"}");
  }

  private Answer post(String path, String json) throws Exception {
    return cluster.post("/workflows/" + job.workflowId() + path, json);
  }

  /** Waits until the order has ended, however. */
  Answer end() throws Exception {
    Answer answer = cluster.get("/workflows/" + job.workflowId() + "/result?wait=60s");
    assertThat(answer.status()).as(answer.json().toString()).isNotEqualTo(202);
    return answer;
  }

  /** Waits for the result. */
  JsonNode result() throws Exception {
    Answer answer = end();
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.json();
  }
}
