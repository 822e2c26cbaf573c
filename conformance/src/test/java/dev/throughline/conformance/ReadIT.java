package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API tells of runs that others have started. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadIT {
  private static final Map<String, List<Integer>> VALUE = Map.of("sizes", List.of(1, 2));

  private Cluster cluster;
  private WorkflowClient client;
  private WorkerFactory workers;
  private Worker worker;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startApi();
    client = cluster.temporal().client();
    workers = WorkerFactory.newInstance(client);
    worker = workers.newWorker(Reading.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(Reading.class);
    worker.registerActivitiesImplementations(new Reading.FailingTasks());
    workers.start();
  }

  @AfterAll
  void stop() {
    workers.shutdownNow();
    cluster.close();
  }

  @Test
  void list_hasAllPages_withoutTheRecorder() throws Exception {
    List<String> ids = new ArrayList<>();
    String memo = UUID.randomUUID().toString();
    for (String type : List.of("Listed", "throughline.Recorder", "Listed", "Listed")) {
      ids.add(begun(type, memo + "-" + ids.size()).getExecution().getWorkflowId());
    }
    String query = query("WorkflowId STARTS_WITH '" + memo + "' OR WorkflowId = 'none'");
    await().until(() -> get("/workflows?pageSize=4&query=" + query).path("workflows").size() == 3);

    JsonNode first = get("/workflows?pageSize=2&query=" + query);
    String token = first.path("nextPageToken").textValue();
    JsonNode second = get("/workflows?pageSize=2&query=" + query + "&pageToken=" + token);

    assertThat(first.path("workflows")).hasSize(2);
    assertThat(second.path("workflows")).hasSize(1);
    assertThat(second.at("/workflows/0/workflowId").textValue()).isEqualTo(ids.get(0));
    assertThat(second.at("/workflows/0/type").textValue()).isEqualTo("Listed");
    assertThat(cluster.get(second.at("/workflows/0/links/self").textValue()).status())
        .isEqualTo(200);
    assertThat(cluster.get("/workflows?pageToken=" + token).status()).isEqualTo(400);
    assertThat(get("/workflows/count?query=" + query).path("count").intValue()).isEqualTo(3);
  }

  @Test
  void count_groups() throws Exception {
    String memo = UUID.randomUUID().toString();
    begun("Quick", memo + "-1").getResult(Void.class);
    begun("Echo", memo + "-2", VALUE);
    String query = query("WorkflowId STARTS_WITH '" + memo + "' GROUP BY ExecutionStatus");

    await()
        .untilAsserted(
            () -> {
              JsonNode counted = get("/workflows/count?query=" + query);
              assertThat(counted.path("count").intValue()).isEqualTo(2);
              assertThat(counted.findValuesAsText("count")).containsOnly("2", "1");
              assertThat(counted.path("groups").findValues("values"))
                  .extracting(values -> values.path(0).textValue())
                  .containsExactlyInAnyOrder("Running", "Completed");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/count"})
  void badQuery_isToldInTemporalsWordsAboutIt(String path) throws Exception {
    Answer answer = cluster.get("/workflows" + path + "?query=" + query("Colour = 'red'"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").textValue())
        .contains("Colour")
        .doesNotContain("Recorder");
  }

  @Test
  void failingActivity_isShown() throws Exception {
    String path = path(begun("Stuck", id()));
    await().until(() -> get(path).at("/pendingActivities/0/attempt").intValue() == 2);

    JsonNode run = get(path);
    JsonNode activity = run.at("/pendingActivities/0");
    assertThat(run.path("status").textValue()).isEqualTo("RUNNING");
    assertThat(run.path("taskQueue").textValue()).isEqualTo(Reading.TASK_QUEUE);
    assertThat(run.path("traceId").textValue()).hasSize(32);
    assertThat(activity.path("type").textValue()).isEqualTo("Fail");
    assertThat(activity.path("maximumAttempts").intValue()).isEqualTo(10);
    assertThat(activity.at("/heartbeatDetails/0").intValue()).isEqualTo(7);
    assertThat(activity.at("/lastFailure/type").textValue()).isEqualTo("OutOfStock");
    assertThat(activity.path("nextAttemptTime").textValue())
        .isGreaterThan(run.path("startTime").textValue());
  }

  @Test
  void unknownRun_isNotFound() throws Exception {
    for (String path : List.of("", "/result", "/result?wait=1s", "/history", "/history?raw=true")) {
      assertThat(cluster.get("/workflows/nobody" + path).status()).as(path).isEqualTo(404);
    }
    assertThat(cluster.get("/workflows/nobody/result?runId=what").status()).isEqualTo(400);
  }

  @Test
  void result_isThereWhenTheRunIs() throws Exception {
    WorkflowStub run = begun("Echo", id(), VALUE);
    String path = path(run) + "/result";

    Answer early = cluster.get(path + "?wait=1", "Prefer", "wait=50");
    assertThat(early.status()).isEqualTo(202);
    assertThat(early.headers().firstValue("Retry-After")).isPresent();
    assertThat(early.headers().firstValue("Location").orElseThrow()).endsWith(path(run));
    assertThat(early.json().path("status").textValue()).isEqualTo("RUNNING");

    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(() -> unchecked(path, "Prefer", "wait=30"));
    run.signal("go");
    Answer answer = waiting.join();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=30");
    assertThat(answer.json()).hasToString("{\"sizes\":[1,2]}");
    assertThat(cluster.get(path).json()).isEqualTo(answer.json());
  }

  @Test
  void noResult_isNoContent() throws Exception {
    assertThat(cluster.get(path(begun("Quick", id())) + "/result?wait=PT30S").status())
        .isEqualTo(204);
  }

  @Test
  void failure_isAProblemWithItsCauses() throws Exception {
    Answer answer = cluster.get(path(begun("Refused", id())) + "/result?wait=30s");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().path("type").textValue()).endsWith(":workflow-failed");
    assertThat(answer.json().path("detail").textValue())
        .contains("FAILED")
        .contains("out of stock");
    assertThat(answer.json().path("workflowStatus").textValue()).isEqualTo("FAILED");
    assertThat(answer.json().at("/failure/cause/type").textValue()).isEqualTo("OutOfStock");
  }

  @Test
  void runThatContinuedAsNew_hasTheResultOfTheLast() throws Exception {
    WorkflowStub run = begun("Again", id(), 1);
    String first = path(run) + "?runId=" + run.getExecution().getRunId();
    await().until(() -> get(first).at("/links/next").isTextual());
    String result = path(run) + "/result?runId=" + run.getExecution().getRunId();

    Answer early = cluster.get(result + "&wait=1");
    client.newUntypedWorkflowStub(run.getExecution().getWorkflowId()).signal("go");
    Answer answer = cluster.get(result + "&wait=30");

    assertThat(early.status()).isEqualTo(202);
    assertThat(early.json().path("runId").textValue()).isNotEqualTo(run.getExecution().getRunId());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().textValue()).isEqualTo("done");
    JsonNode last = get(path(run));
    assertThat(last.path("firstRunId").textValue()).isEqualTo(run.getExecution().getRunId());
    assertThat(get(last.at("/links/previous").textValue()).path("status").textValue())
        .isEqualTo("CONTINUED_AS_NEW");
  }

  @Test
  void history_isATimeline_inPagesToo() throws Exception {
    WorkflowStub run = begun("Refused", id());
    cluster.get(path(run) + "/result?wait=30");
    String history = path(run) + "/history";

    JsonNode whole = get(history);
    assertThat(whole.path("entries").findValuesAsText("kind"))
        .containsExactly("start", "activity", "end");
    assertThat(whole.at("/entries/1/input/0").intValue()).isEqualTo(7);
    assertThat(whole.at("/entries/1/failure/type").textValue()).isEqualTo("OutOfStock");

    List<String> kinds = new ArrayList<>();
    for (String token = ""; token != null; ) {
      JsonNode page = get(history + "?pageSize=3&pageToken=" + token);
      kinds.addAll(page.path("entries").findValuesAsText("kind"));
      token = page.path("nextPageToken").textValue();
    }
    assertThat(kinds).startsWith("start").endsWith("end").contains("activity");
  }

  @Test
  void rawHistory_isWhatTheReplayerReads() throws Exception {
    WorkflowStub run = begun("Echo", id(), VALUE);
    run.signal("go");
    run.getResult(JsonNode.class);

    String raw = get(path(run) + "/history?raw=true").toString();

    WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(raw);
    assertThat(history.getEvents()).hasSizeGreaterThan(5);
    worker.replayWorkflowExecution(history);
  }

  private WorkflowStub begun(String type, String workflowId, Object... input) {
    WorkflowStub run =
        client.newUntypedWorkflowStub(
            type,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(Reading.TASK_QUEUE)
                .build());
    run.start(input);
    return run;
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static String path(WorkflowStub run) {
    return "/workflows/" + run.getExecution().getWorkflowId();
  }

  private static String query(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private JsonNode get(String path) throws Exception {
    Answer answer = cluster.get(path);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.json();
  }

  private Answer unchecked(String path, String... headers) {
    try {
      return cluster.get(path, headers);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
