package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every start promises: one run for one key, an answer in time, and Temporal's options. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartIT {
  private static final String EMAIL =
      "{\"to\": [\"ann@example.org\"], \"subject\": \"s\", \"text\": \"t\"}";

  private Cluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start("--search-attribute", "Tier=Keyword");
    cluster.startServices();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void genericStart_isAnsweredAsEveryStart_inOneTrace() throws Exception {
    Answer answer = start("\"type\": \"Email\", \"input\": " + EMAIL);

    Job job = Job.accepted(answer);
    assertThat(answer.json().path("links").fieldNames())
        .toIterable()
        .contains("self", "result", "history", "events", "signals", "cancel", "terminate", "ui");
    cluster
        .traces()
        .store()
        .awaitTrace(
            job.traceId(),
            Outline.is(Outline.EMAIL.replace("POST /send-email", "POST /workflows")),
            Duration.ofSeconds(30));
  }

  @Test
  void workflowTypes_haveSchemas() throws Exception {
    JsonNode types = cluster.get("/workflow-types").json().path("workflowTypes");
    assertThat(types.findValuesAsText("type")).contains("Email", "Report");

    JsonNode email = cluster.get("/workflow-types/Email").json();
    assertThat(email.at("/input/properties/to/type").textValue()).isEqualTo("array");
    assertThat(email.at("/result/properties/messageId/type").textValue()).isEqualTo("string");
    assertThat(cluster.get("/workflow-types/Emial").status()).isEqualTo(404);
  }

  @Test
  void unknownType_isToldTheKnownOnes() throws Exception {
    Answer answer = start("\"type\": \"Emial\", \"input\": {}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").textValue()).isEqualTo("type");
    assertThat(answer.json().at("/violations/0/message").textValue()).contains("Email", "Report");
  }

  @Test
  void inputThatViolatesTheSchema_isToldWhere() throws Exception {
    Answer answer = start("\"type\": \"Email\", \"input\": {\"to\": [], \"text\": 1}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("violations").findValuesAsText("field"))
        .contains("input.to", "input.text");
  }

  @Test
  void callerThatPrefersToWait_hasTheResult() throws Exception {
    Answer answer = cluster.post("/send-email", EMAIL, "Prefer", "respond-async, wait=30");

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(answer.json().at("/result/messageId").textValue()).isNotBlank();
    assertThat(answer.headers().firstValue("Preference-Applied"))
        .hasValue("respond-async, wait=30");
  }

  @Test
  void callerThatWaitsInVain_keepsTheHandle() throws Exception {
    Answer answer = cluster.post("/send-email", delayed("PT1H"), "Prefer", "wait=1");

    Job.accepted(answer);
    assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=1");
  }

  @Test
  void runThatFailsMeanwhile_isNoError_andHasItsFailure() throws Exception {
    Answer answer =
        cluster.post(
            "/workflows",
            "{\"type\": \"Email\", \"runTimeout\": \"PT1S\", \"input\": "
                + "{\"to\": [\"a@example.org\"], \"subject\": \"s\", \"text\": \"t\", "
                + "\"sendAt\": \"2027-01-01T00:00:00Z\"}}",
            "Prefer",
            "wait=30");

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("TIMED_OUT");
    assertThat(answer.json().at("/failure/type").textValue()).isEqualTo("TimeoutFailure");
    assertThat(answer.json().path("runId").textValue()).isNotBlank();
  }

  @Test
  void repeatWithItsKey_hasTheSameAnswer_alsoAfterARestart() throws Exception {
    String key = UUID.randomUUID().toString();
    Answer first = cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", key);

    Answer again = cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", key);
    cluster.api().kill9();
    cluster.startApi();
    Answer quoted =
        cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", "\"" + key + "\"");

    Job.accepted(first);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(quoted.json()).isEqualTo(first.json());
  }

  @Test
  void repeatOfWhatHasEnded_hasTheSameAnswer() throws Exception {
    String key = UUID.randomUUID().toString();
    Answer first = cluster.post("/send-email", EMAIL, "Idempotency-Key", key, "Prefer", "wait=30");

    Answer again = cluster.post("/send-email", EMAIL, "Idempotency-Key", key, "Prefer", "wait=30");

    assertThat(first.json().path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(again.json()).isEqualTo(first.json());
  }

  @Test
  void sameJsonWrittenOtherwise_isTheSameRequest() throws Exception {
    String key = UUID.randomUUID().toString();
    Answer first = cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", key);

    Answer again =
        cluster.post(
            "/send-email",
            "{\"delay\":\"PT1H\",\"text\":\"t\",\"subject\":\"s\",\"to\":[\"ann@example.org\"]}",
            "Idempotency-Key",
            key);

    assertThat(again.json()).isEqualTo(first.json());
  }

  @Test
  void sameKeyWithAnotherBodyOrPath_isRefused() throws Exception {
    String key = UUID.randomUUID().toString();
    Job.accepted(cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", key));

    Answer otherBody = cluster.post("/send-email", delayed("PT2H"), "Idempotency-Key", key);
    Answer otherPath =
        cluster.post(
            "/workflows",
            "{\"type\": \"Email\", \"input\": " + EMAIL + "}",
            "Idempotency-Key",
            key);

    for (Answer refused : new Answer[] {otherBody, otherPath}) {
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.json().path("type").textValue())
          .isEqualTo("urn:throughline:problem:idempotency-key-reused");
    }
  }

  @Test
  void twentyAtOnceWithOneKey_atTwoInstances_areOneRun() throws Exception {
    String key = UUID.randomUUID().toString();
    URI other = cluster.startOtherApi();
    Callable<Answer> request =
        () -> cluster.post("/send-email", delayed("PT1H"), "Idempotency-Key", key);
    Callable<Answer> there =
        () -> cluster.post(other, "/send-email", delayed("PT1H"), "Idempotency-Key", key);
    List<Callable<Answer>> requests = new ArrayList<>(Collections.nCopies(10, request));
    requests.addAll(Collections.nCopies(10, there));
    Collections.shuffle(requests);
    Set<JsonNode> answers = new HashSet<>();
    ExecutorService callers = Executors.newFixedThreadPool(20);
    try {
      for (Future<Answer> answer : callers.invokeAll(requests)) {
        assertThat(answer.get().status()).isEqualTo(202);
        answers.add(answer.get().json());
      }
    } finally {
      callers.shutdown();
    }

    assertThat(answers).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "\"\""})
  void whatIsNoKey_isRefused(String key) throws Exception {
    Answer answer = cluster.post("/send-email", EMAIL, "Idempotency-Key", key);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").textValue()).contains("Idempotency-Key");
  }

  @Test
  void idThatIsTaken_isAConflict_unlessAPolicySaysOtherwise() throws Exception {
    String id = "taken-" + UUID.randomUUID();
    String start =
        "\"type\": \"Email\", \"workflowId\": \"" + id + "\", \"input\": " + delayed("PT1H");
    start = start.replace(", \"delay\": \"PT1H\"", ", \"sendAt\": \"2027-06-01T00:00:00Z\"");
    Job first = Job.accepted(start(start));

    Answer second = start(start);
    Job same = Job.accepted(start(start + ", \"workflowIdConflictPolicy\": \"USE_EXISTING\""));
    Job other =
        Job.accepted(start(start + ", \"workflowIdConflictPolicy\": \"TERMINATE_EXISTING\""));

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().path("runId").textValue()).isEqualTo(first.runId());
    assertThat(same).isEqualTo(first);
    assertThat(other.runId()).isNotEqualTo(first.runId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "' '",
        ".",
        "..",
        "count",
        "throughline-recorder-9-of-9",
        "a\\u0000b",
        "a\\nb",
        "\\ud800"
      })
  void idThatNoPathCanCarry_isRefused(String id) throws Exception {
    Answer answer =
        start("\"type\": \"Email\", \"workflowId\": \"" + id + "\", \"input\": " + EMAIL);

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").textValue()).isEqualTo("workflowId");
  }

  @Test
  void idOfMoreThanThousandBytes_isRefused_andOneOfThousandWorks() throws Exception {
    String start = "\"type\": \"Email\", \"input\": " + EMAIL + ", \"workflowId\": ";

    assertThat(start(start + "\"" + "é".repeat(501) + "\"").status()).isEqualTo(422);
    Job.accepted(start(start + "\"" + "x".repeat(1000) + "\""));
  }

  @Test
  void delayTimeOutsMemoAndSearchAttributes_reachTheRun() throws Exception {
    Job job =
        Job.accepted(
            start(
                "\"type\": \"Email\", \"startDelay\": \"PT1H\", \"runTimeout\": \"PT5H\","
                    + " \"memo\": {\"team\": \"blue\"}, \"staticSummary\": \"A mail\","
                    + " \"searchAttributes\": {\"Tier\": \"gold\"},"
                    + " \"input\": "
                    + EMAIL));

    var started = job.history(cluster).events().get(0).getWorkflowExecutionStartedEventAttributes();
    assertThat(started.getFirstWorkflowTaskBackoff().getSeconds()).isEqualTo(3600);
    assertThat(started.getWorkflowRunTimeout().getSeconds()).isEqualTo(5 * 3600);
    assertThat(started.getMemo().getFieldsOrThrow("team").getData().toStringUtf8())
        .isEqualTo("\"blue\"");
    assertThat(
            started.getSearchAttributes().getIndexedFieldsOrThrow("Tier").getData().toStringUtf8())
        .isEqualTo("\"gold\"");
  }

  @Test
  void searchAttributeThatTheNamespaceDoesNotHave_isToldInTemporalsWords() throws Exception {
    Answer answer =
        start(
            "\"type\": \"Email\", \"searchAttributes\": {\"Colour\": \"b\"}, \"input\": " + EMAIL);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").textValue()).contains("Colour");
  }

  private Answer start(String fields) throws Exception {
    return cluster.post("/workflows", "{" + fields + "}");
  }

  private static String delayed(String delay) {
    return EMAIL.replace("}", ", \"delay\": \"" + delay + "\"}");
  }
}
