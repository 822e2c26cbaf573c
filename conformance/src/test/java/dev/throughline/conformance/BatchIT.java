package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is done to many runs at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private Cluster cluster;
  private OperatedRuns runs;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    runs = new OperatedRuns(cluster);
    cluster.startApi();
  }

  @AfterAll
  void stop() {
    runs.close();
    cluster.close();
  }

  @Test
  void terminate_endsWhatTheQueryFinds_butNeverTheRecorder() throws Exception {
    WorkflowStub recorder =
        cluster
            .temporal()
            .client()
            .newUntypedWorkflowStub(
                "throughline.Recorder",
                WorkflowOptions.newBuilder()
                    .setWorkflowId("recorder")
                    .setTaskQueue("nobody")
                    .build());
    recorder.start();
    Job first = runs.startWithoutWorker("Order");
    Job second = runs.startWithoutWorker("Order");
    awaitCount("WorkflowType = 'Order' OR WorkflowType = 'throughline.Recorder'", 3);
    String key = UUID.randomUUID().toString();
    String body =
        """
        {"query": "WorkflowType = 'Order' OR WorkflowType = 'throughline.Recorder'",
         "operation": "terminate", "reason": "test"}""";

    Answer started = cluster.post("/workflows:batch", body, "Idempotency-Key", key);

    assertThat(started.status()).as(started.json().toString()).isEqualTo(202);
    String location = started.json().at("/links/self").textValue();
    assertThat(started.headers().firstValue("Location").orElseThrow()).endsWith(location);
    Answer done = awaitDone(location);
    assertThat(done.json().path("total").intValue()).isEqualTo(2);
    assertThat(done.json().path("completed").intValue()).isEqualTo(2);
    assertThat(done.json().path("reason").textValue()).isEqualTo("test");
    for (Job run : new Job[] {first, second}) {
      assertThat(status(run.workflowId())).isEqualTo("WORKFLOW_EXECUTION_STATUS_TERMINATED");
    }
    assertThat(status("recorder")).isEqualTo("WORKFLOW_EXECUTION_STATUS_RUNNING");
    Answer repeat = cluster.post("/workflows:batch", body, "Idempotency-Key", key);
    assertThat(repeat.json().path("jobId")).isEqualTo(started.json().path("jobId"));
    Answer other =
        cluster.post(
            "/workflows:batch", body.replace("terminate", "cancel"), "Idempotency-Key", key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(cluster.get("/batches").json().path("batches").findValuesAsText("jobId"))
        .contains(started.json().path("jobId").textValue());
  }

  @Test
  void signal_goesToTypesThatHaveItOnly() throws Exception {
    Job run = runs.start("Import");
    Job foreign = runs.start("Foreign");
    awaitCount("WorkflowType = 'Import' OR WorkflowType = 'Foreign'", 2);

    Answer started =
        cluster.post(
            "/workflows:batch",
            """
            {"query": "WorkflowType = 'Import' OR WorkflowType = 'Foreign'",
             "operation": "signal", "signal": {"name": "resume"}, "reason": "test"}""");

    Answer done = awaitDone(started.json().at("/links/self").textValue());
    assertThat(done.json().path("completed").intValue()).isEqualTo(1);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> status(run.workflowId()).equals("WORKFLOW_EXECUTION_STATUS_COMPLETED"));
    assertThat(status(foreign.workflowId())).isEqualTo("WORKFLOW_EXECUTION_STATUS_RUNNING");
  }

  @Test
  void reset_startsRunsOver() throws Exception {
    Job run = runs.start("Resettable");
    Awaitility.await().atMost(SOON).until(() -> runs.history(run).events().size() > 3);
    awaitCount("WorkflowType = 'Resettable'", 1);

    Answer started =
        cluster.post(
            "/workflows:batch",
            """
            {"query": "WorkflowType = 'Resettable'", "operation": "reset",
             "reset": {"workflowTask": "first"}, "reason": "test"}""");

    assertThat(started.status()).as(started.json().toString()).isEqualTo(202);
    Answer done = awaitDone(started.json().at("/links/self").textValue());
    assertThat(done.json().path("completed").intValue()).isEqualTo(1);
  }

  @Test
  void queryThatIsNone_orBreaksOut_isRefused() throws Exception {
    for (String query : new String[] {"nonsense", "WorkflowType = 'a') OR (WorkflowType = 'b'"}) {
      assertThat(terminate(query).status()).as(query).isEqualTo(400);
    }
    Answer empty = terminate("");
    assertThat(empty.status()).isEqualTo(422);
    assertThat(empty.json().at("/violations/0/message").textValue()).contains("ExecutionStatus");
  }

  @Test
  void signalThatNoTypeHas_isRefused() throws Exception {
    Answer answer =
        cluster.post(
            "/workflows:batch",
            """
            {"query": "ExecutionStatus = 'Running'", "operation": "signal",
             "signal": {"name": "none"}, "reason": "test"}""");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").textValue()).isEqualTo("signal.name");
  }

  @Test
  void unknownBatch_isNotFound() throws Exception {
    assertThat(cluster.get("/batches/none").status()).isEqualTo(404);
    assertThat(cluster.post("/batches/none/stop", "").status()).isEqualTo(404);
  }

  private Answer terminate(String query) throws Exception {
    return cluster.post(
        "/workflows:batch",
        "{\"query\": \"" + query + "\", \"operation\": \"terminate\", \"reason\": \"test\"}");
  }

  private Answer awaitDone(String location) {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () -> cluster.get(location),
            batch -> batch.json().path("state").textValue().equals("COMPLETED"));
  }

  private String status(String workflowId) {
    return cluster
        .temporal()
        .client()
        .newUntypedWorkflowStub(workflowId)
        .describe()
        .getStatus()
        .name();
  }

  /** What was started is in visibility a moment later. */
  private void awaitCount(String query, long count) {
    Awaitility.await()
        .atMost(SOON)
        .until(() -> cluster.temporal().client().countWorkflows(query).getCount() == count);
  }
}
