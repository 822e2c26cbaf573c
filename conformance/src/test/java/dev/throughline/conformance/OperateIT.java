package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Signals, queries, updates, and what ends, halts and resets runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperateIT {
  private Cluster cluster;
  private OperatedRuns runs;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start("--dynamic-config-value", "frontend.WorkflowPauseEnabled=true");
    runs = new OperatedRuns(cluster);
    cluster.startApi();
  }

  @AfterAll
  void stop() {
    runs.close();
    cluster.close();
  }

  @Test
  void signal_reachesTheRun() throws Exception {
    Job run = runs.start("Import");

    assertThat(post(run, "/signals/pause", "").status()).isEqualTo(202);

    assertThat(signals(run)).isEqualTo(1);
  }

  @Test
  void signalWithKey_isSentOnce_alsoAfterARestartAndTheEnd() throws Exception {
    Job run = runs.start("Import");
    String key = key();
    post(run, "/signals/resume", "", "Idempotency-Key", key);
    cluster.api().kill9();
    cluster.startApi();
    awaitStatus(run, "COMPLETED");

    Answer repeat = post(run, "/signals/resume", "", "Idempotency-Key", key);

    assertThat(repeat.status()).isEqualTo(202);
    assertThat(signals(run)).isEqualTo(1);
  }

  @Test
  void unknownSignal_isToldTheKnownOnes() throws Exception {
    Answer answer = post(runs.start("Import"), "/signals/stop", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("known").toString()).isEqualTo("[\"pause\",\"resume\"]");
  }

  @Test
  void signalWithInputItDoesNotTake_isInvalid() throws Exception {
    Answer answer = post(runs.start("Import"), "/signals/pause", "{\"now\": true}");

    assertThat(answer.status()).isEqualTo(422);
  }

  @Test
  void runOfUnknownType_isToldApart() throws Exception {
    Answer answer = post(runs.start("Foreign"), "/signals/pause", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(kind(answer)).isEqualTo("type-not-registered");
  }

  @Test
  void closedRun_isToldApart() throws Exception {
    Job run = runs.start("Import");
    post(run, "/terminate", "{\"reason\": \"test\"}");

    for (String path : new String[] {"/signals/pause", "/cancel", "/terminate"}) {
      Answer answer = post(run, path, "");
      assertThat(answer.status()).as(path).isEqualTo(409);
      assertThat(kind(answer)).isEqualTo("run-closed");
    }
  }

  @Test
  void unknownRun_isNotFound() throws Exception {
    assertThat(cluster.post("/workflows/none/signals/pause", "").status()).isEqualTo(404);
    assertThat(cluster.post("/workflows/none/cancel", "").status()).isEqualTo(404);
  }

  @Test
  void query_isAnswered() throws Exception {
    Answer answer = post(runs.start("Order"), "/queries/state", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("signals").intValue()).isZero();
  }

  @Test
  void failedQuery_saysWhy() throws Exception {
    Answer answer = post(runs.start("Import"), "/queries/progress", "");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(kind(answer)).isEqualTo("query-failed");
    assertThat(answer.json().path("detail").textValue()).contains("nothing done yet");
  }

  @Test
  void queryWithoutWorker_timesOut() throws Exception {
    Answer answer = post(runs.startWithoutWorker("Order"), "/queries/state", "");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.json().path("detail").textValue()).contains("No worker");
  }

  @Test
  void update_hasItsResult() throws Exception {
    Answer answer = post(runs.start("Order"), "/updates/approve", by("ann"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/result/decided").textValue()).isEqualTo("approve by ann");
    assertThat(answer.json().path("status").textValue()).isEqualTo("COMPLETED");
  }

  @Test
  void slowUpdate_hasAHandle() throws Exception {
    Job run = runs.start("Order");

    Answer accepted = post(run, "/updates/approve", by("slow"), "Prefer", "respond-async");

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("Preference-Applied")).hasValue("respond-async");
    String handle = accepted.json().at("/links/self").textValue();
    assertThat(accepted.headers().firstValue("Location").orElseThrow()).endsWith(handle);
    assertThat(cluster.get(handle).status()).isEqualTo(202);
    Answer done = cluster.get(handle, "Prefer", "wait=20");
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().at("/result/decided").textValue()).isEqualTo("approve by slow");
  }

  @Test
  void rejectedUpdate_saysWhy_alsoToWhoDoesNotWait() throws Exception {
    Job run = runs.start("Order");

    for (String prefer : new String[] {"respond-async", "wait=5"}) {
      Answer answer = post(run, "/updates/approve", by("nobody"), "Prefer", prefer);
      assertThat(answer.status()).as(answer.json().toString()).isEqualTo(422);
      assertThat(kind(answer)).isEqualTo("update-rejected");
      assertThat(answer.json().path("detail").textValue()).isEqualTo("nobody may not decide");
    }
  }

  @Test
  void failedUpdate_hasTheCauses() throws Exception {
    Answer answer = post(runs.start("Order"), "/updates/reject", by("failing"));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(kind(answer)).isEqualTo("update-failed");
    assertThat(answer.json().at("/failure/type").textValue()).isEqualTo("Wrong");
    assertThat(answer.json().at("/failure/cause/message").textValue()).isEqualTo("deep down");
  }

  @Test
  void invalidUpdate_isToldWhere() throws Exception {
    Answer answer = post(runs.start("Order"), "/updates/reject", "{}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").textValue()).isEqualTo("by");
  }

  @Test
  void updateWithKey_isOneUpdate() throws Exception {
    Job run = runs.start("Order");
    String key = key();

    Answer first = post(run, "/updates/approve", by("ann"), "Idempotency-Key", key);
    Answer repeat = post(run, "/updates/approve", by("ann"), "Idempotency-Key", key);
    Answer other = post(run, "/updates/approve", by("bob"), "Idempotency-Key", key);

    assertThat(repeat.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(422);
    assertThat(kind(other)).isEqualTo("idempotency-key-reused");
  }

  @Test
  void updateWithoutWorker_timesOut() throws Exception {
    Answer answer = post(runs.startWithoutWorker("Order"), "/updates/approve", by("ann"));

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(504);
    assertThat(answer.json().path("updateId").textValue()).isNotEmpty();
  }

  @Test
  void unknownUpdate_isNotFound() throws Exception {
    Job run = runs.start("Order");

    assertThat(cluster.get(path(run) + "/updates/approve/none").status()).isEqualTo(404);
  }

  @Test
  void cancel_isAccepted_twice() throws Exception {
    Job run = runs.startWithoutWorker("Order");

    assertThat(post(run, "/cancel", "{\"reason\": \"no\"}").status()).isEqualTo(202);
    assertThat(post(run, "/cancel", "").status()).isEqualTo(202);
  }

  @Test
  void terminate_closesTheRun() throws Exception {
    Job run = runs.start("Order");

    assertThat(post(run, "/terminate", "{\"reason\": \"no\"}").status()).isEqualTo(204);
    awaitStatus(run, "TERMINATED");
  }

  @Test
  void reset_startsOver_onceForAKey() throws Exception {
    Job run = runs.start("Import");
    post(run, "/signals/resume", "");
    awaitStatus(run, "COMPLETED");
    String key = key();
    String body = "{\"workflowTask\": \"first\", \"reason\": \"again\", \"reapply\": \"none\"}";

    Answer answer = post(run, "/reset", body, "Idempotency-Key", key);
    Answer repeat = post(run, "/reset", body, "Idempotency-Key", key);
    Answer other = post(run, "/reset", body.replace("again", "!"), "Idempotency-Key", key);

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
    assertThat(answer.json().path("runId").textValue()).isNotEqualTo(run.runId());
    assertThat(repeat.json()).isEqualTo(answer.json());
    assertThat(other.status()).isEqualTo(422);
    assertThat(signals(run)).isZero();
  }

  @Test
  void resetToAnyOtherEvent_isInvalid() throws Exception {
    Job run = runs.start("Import");
    assertThat(signals(post(run, "/signals/pause", ""), run)).isEqualTo(1);

    Answer answer = post(run, "/reset", "{\"eventId\": 1}");

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").textValue()).isEqualTo("eventId");
  }

  @Test
  void pause_isDoneOrSaidToBeImpossible() throws Exception {
    Job run = runs.start("Import");

    int status = post(run, "/pause", "{\"reason\": \"wait\"}").status();

    assertThat(status).isIn(204, 501);
    assertThat(post(run, "/unpause", "").status()).isEqualTo(status == 204 ? 204 : 409);
  }

  private Answer post(Job run, String path, String json, String... headers) throws Exception {
    return cluster.post(path(run) + path, json, headers);
  }

  private static String path(Job run) {
    return "/workflows/"
        + URLEncoder.encode(run.workflowId(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int signals(Job run) throws Exception {
    Answer answer =
        post(run, "/queries/" + (run.workflowId().contains("Order") ? "state" : "progress"), "");
    return answer.json().path("signals").intValue();
  }

  private int signals(Answer signal, Job run) throws Exception {
    assertThat(signal.status()).isEqualTo(202);
    return signals(run);
  }

  private void awaitStatus(Job run, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.get(path(run)).json().path("status").textValue().equals(status));
  }

  private static String by(String who) {
    return "{\"by\": \"" + who + "\"}";
  }

  private static String kind(Answer answer) {
    return answer.json().path("type").textValue().replace("urn:throughline:problem:", "");
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }
}
