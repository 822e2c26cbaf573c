package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import dev.throughline.tracing.contract.Keys;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job, with both services up: one request, one workflow, one trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmailJobIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Cluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startWorker();
    cluster.startApi();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void request_workflowAndActivity_areOneTrace_withDerivedIds() throws Exception {
    Job job = Job.accepted(cluster.post("/send-email", email("plain")));

    SpanTree tree =
        cluster.traces().store().awaitTrace(job.traceId(), Outline.is(Outline.EMAIL), SOON);

    RunHistory history = job.history(cluster);
    List<ReceivedSpan> spans = cluster.traces().store().trace(job.traceId());
    assertThat(one(spans, "RunWorkflow:Email").spanId()).isEqualTo(history.runWorkflowId());
    assertThat(one(spans, "StartActivity:SendEmail").spanId())
        .isEqualTo(history.startActivityId("SendEmail"));
    assertThat(one(spans, "RunActivity:SendEmail").spanId())
        .isEqualTo(history.firstAttemptId("SendEmail"));
    assertThat(history.header())
        .contains(job.traceId())
        .contains(one(spans, "StartWorkflow:Email").spanId());
    assertThat(one(spans, "RunActivity:SendEmail").attribute(Keys.WORKER_IDENTITY.getKey()))
        .endsWith("+throughline/1");
    assertThat(tree.orphans()).isEmpty();
    assertThat(subjects()).contains("plain");
  }

  @Test
  void callersTraceparent_isContinued() throws Exception {
    String traceId = UUID.randomUUID().toString().replace("-", "");
    Job job = Job.accepted(postInTrace(traceId, "01", "continued"));

    assertThat(job.traceId()).isEqualTo(traceId);
    cluster.traces().store().awaitTrace(traceId, Outline.is(Outline.EMAIL), SOON);
    assertThat(one(cluster.traces().store().trace(traceId), "POST /send-email").parentSpanId())
        .isEqualTo("b7ad6b7169203331");
  }

  @Test
  void unsampledCaller_getsItsMailAndNoSpan() throws Exception {
    String traceId = UUID.randomUUID().toString().replace("-", "");
    Job job = Job.accepted(postInTrace(traceId, "00", "unsampled"));
    job.awaitStatus(cluster, "COMPLETED", SOON);

    // What is sent later arrives later: then nothing of the first can be on its way.
    Job after = Job.accepted(cluster.post("/send-email", email("after unsampled")));
    cluster.traces().store().awaitTrace(after.traceId(), Outline.is(Outline.EMAIL), SOON);
    assertThat(cluster.traces().store().trace(traceId)).isEmpty();
    assertThat(subjects()).contains("unsampled");
  }

  @Test
  void run_isShownWithItsTraceAndResult() throws Exception {
    Job job = Job.accepted(cluster.post("/send-email", email("shown")));
    job.awaitStatus(cluster, "COMPLETED", SOON);

    Answer answer = cluster.get("/workflows/" + job.workflowId());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("runId").textValue()).isEqualTo(job.runId());
    assertThat(answer.json().path("type").textValue()).isEqualTo("Email");
    assertThat(answer.json().path("traceId").textValue()).isEqualTo(job.traceId());
    assertThat(answer.json().at("/result/messageId").textValue()).startsWith("<");
    assertThat(answer.json().has("failure")).isFalse();
    assertThat(answer.json().at("/links/ui").textValue())
        .contains(job.workflowId())
        .contains(job.runId());
  }

  @Test
  void failedRun_isShownWithItsFailure() throws Exception {
    WorkflowStub workflow =
        cluster
            .temporal()
            .client()
            .newUntypedWorkflowStub(
                "Email",
                WorkflowOptions.newBuilder()
                    .setWorkflowId("to-nobody")
                    .setTaskQueue("throughline")
                    .build());
    workflow.start(Map.of("to", List.of("not an address"), "subject", "s", "text", "t"));
    assertThatThrownBy(() -> workflow.getResult(Object.class))
        .isInstanceOf(WorkflowFailedException.class);

    Answer answer = cluster.get("/workflows/to-nobody");
    assertThat(answer.json().path("status").textValue()).isEqualTo("FAILED");
    assertThat(answer.json().at("/failure/type").textValue()).isEqualTo("ActivityFailure");
    assertThat(answer.json().at("/failure/cause/type").textValue()).isEqualTo("SmtpRejected");
    assertThat(answer.json().has("result")).isFalse();
  }

  @Test
  void twoHundredConcurrentRequests_areTwoHundredWholeTraces() throws Exception {
    int requests = 200;
    ExecutorService callers = Executors.newFixedThreadPool(32);
    Map<String, Job> jobs = new HashMap<>();
    try {
      Callable<Job> request = () -> Job.accepted(patientPost(email("many")));
      for (Future<Job> answer : callers.invokeAll(Collections.nCopies(requests, request))) {
        jobs.put(answer.get().traceId(), answer.get());
      }
    } finally {
      callers.shutdown();
    }

    assertThat(jobs).hasSize(requests);
    SpanStore store = cluster.traces().store();
    Predicate<SpanTree> whole = Outline.isButForTimeOuts(Outline.EMAIL);
    for (Job job : jobs.values()) {
      SpanTree tree = store.awaitTrace(job.traceId(), whole, Duration.ofMinutes(2));
      assertThat(tree.outline().contains("WorkflowTaskFailed"))
          .isEqualTo(job.history(cluster).hasLateTask());
      assertThat(tree.roots()).hasSize(1);
      assertThat(tree.orphans()).isEmpty();
    }
    assertThat(store.conflicts()).isEmpty();
    assertThat(store.duplicates()).isEmpty();
  }

  /** As the API asks of its callers: what is retryable is sent again, under the same key. */
  private Answer patientPost(String body) throws Exception {
    String key = UUID.randomUUID().toString();
    Answer answer = cluster.post("/send-email", body, "Idempotency-Key", key);
    for (int i = 0; i < 20 && answer.json().path("retryable").booleanValue(); i++) {
      answer = cluster.post("/send-email", body, "Idempotency-Key", key);
    }
    return answer;
  }

  private Answer postInTrace(String traceId, String flags, String subject) throws Exception {
    String traceparent = "00-" + traceId + "-b7ad6b7169203331-" + flags;
    return cluster.post("/send-email", email(subject), "traceparent", traceparent);
  }

  private List<String> subjects() throws Exception {
    List<String> subjects = new ArrayList<>();
    for (MimeMessage mail : cluster.mail().getReceivedMessages()) {
      subjects.add(mail.getSubject());
    }
    return subjects;
  }

  private static String email(String subject) {
    return """
        {"to": ["ann@example.org"], "subject": "%s", "text": "Hello."}"""
        .formatted(subject);
  }

  private static ReceivedSpan one(List<ReceivedSpan> spans, String name) {
    List<ReceivedSpan> named = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }
}
