package dev.throughline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes die, come back, or were never there; what they are part of stays one trace. */
class CrashIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AFTER_HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

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
  void workerKilledInAnActivity_theNextAttemptIsUnderTheSameAnchor() throws Exception {
    cluster.startApi();
    ServiceProcess first = cluster.startWorker();
    Job job =
        Job.accepted(
            cluster.post(
                "/reports", "{\"rows\": 100, \"stepMillis\": 50, \"to\": \"ann@example.org\"}"));
    cluster
        .traces()
        .store()
        .awaitTrace(job.traceId(), Outline.has("StartActivity:ProduceReport"), SOON);
    first.kill9();
    cluster.startWorker();

    cluster
        .traces()
        .store()
        .awaitTrace(
            job.traceId(),
            Outline.is(
                """
                POST /reports
                └─ StartWorkflow:Report
                   └─ RunWorkflow:Report
                      ├─ CompleteWorkflow:Report
                      ├─ StartActivity:ProduceReport
                      │  ├─ RunActivity:ProduceReport attempt 1 ERROR
                      │  └─ RunActivity:ProduceReport attempt 2
                      └─ StartActivity:SendEmail
                         └─ RunActivity:SendEmail attempt 1
                            └─ SMTP send"""),
            AFTER_HEARTBEAT_TIMEOUT);

    job.awaitStatus(cluster, "COMPLETED", SOON);
    RunHistory history = job.history(cluster);
    List<ReceivedSpan> spans = cluster.traces().store().trace(job.traceId());
    assertThat(spans)
        .filteredOn(span -> span.name().equals("RunWorkflow:Report"))
        .extracting(ReceivedSpan::spanId)
        .containsOnly(history.runWorkflowId());
    assertThat(spans)
        .filteredOn(span -> span.name().equals("StartActivity:ProduceReport"))
        .extracting(ReceivedSpan::spanId)
        .containsOnly(history.startActivityId("ProduceReport"));
    assertThat(spans)
        .filteredOn(Interrupted::is)
        .singleElement()
        .satisfies(
            killed -> {
              assertThat(killed.name()).isEqualTo("RunActivity:ProduceReport");
              assertThat(killed.parentSpanId()).isEqualTo(history.startActivityId("ProduceReport"));
            });
    cluster.traces().store().assertComplete();
    assertThat(reportRows()).hasSize(101).doesNotHaveDuplicates();
  }

  @Test
  void apiKilledAfterItsAnswer_itsSpansAreExportedByTheWorker() throws Exception {
    cluster.startWorker();
    ServiceProcess api = cluster.startApi();
    Job job = Job.accepted(cluster.post("/send-email", email("\"delay\": \"PT2S\"")));
    api.kill9();

    // How its request ended differs: the answer may be out before the request's span has ended.
    cluster
        .traces()
        .store()
        .awaitTrace(
            job.traceId(), Outline.has("SMTP send").and(tree -> tree.orphans().isEmpty()), SOON);
    cluster.traces().store().assertComplete();
  }

  @Test
  void delayedSend_acrossARestartOfWorkerAndApi_isOneTrace() throws Exception {
    ServiceProcess worker = cluster.startWorker();
    ServiceProcess api = cluster.startApi();
    Job job = Job.accepted(cluster.post("/send-email", email("\"delay\": \"PT8S\"")));
    cluster.traces().store().awaitTrace(job.traceId(), Outline.has("RunWorkflow:Email"), SOON);
    worker.terminate();
    api.terminate();
    assertThat(cluster.mail().getReceivedMessages()).isEmpty();
    cluster.startWorker();
    cluster.startApi();

    SpanTree tree =
        cluster.traces().store().awaitTrace(job.traceId(), Outline.is(Outline.DELAYED_EMAIL), SOON);

    assertThat(tree.orphans()).isEmpty();
    assertThat(cluster.mail().getReceivedMessages()).hasSize(1);
    assertThat(cluster.traces().store().duplicates()).isEmpty();
  }

  @Test
  void firstAttemptFails_bothAreSiblings() throws Exception {
    int mailPort = cluster.mail().getSmtp().getPort();
    try (Relay gate = MailGate.busy(mailPort, 1)) {
      cluster.with("SMTP_PORT", Integer.toString(gate.port()));
      cluster.startWorker();
      cluster.startApi();
      Job job = Job.accepted(cluster.post("/send-email", email("\"html\": \"<p>Hello.</p>\"")));

      cluster
          .traces()
          .store()
          .awaitTrace(
              job.traceId(),
              Outline.is(
                  """
                  POST /send-email
                  └─ StartWorkflow:Email
                     └─ RunWorkflow:Email
                        ├─ CompleteWorkflow:Email
                        └─ StartActivity:SendEmail
                           ├─ RunActivity:SendEmail attempt 1 ERROR
                           │  └─ SMTP send ERROR
                           └─ RunActivity:SendEmail attempt 2
                              └─ SMTP send"""),
              SOON);
      assertThat(cluster.mail().getReceivedMessages()).hasSize(1);
    }
  }

  @Test
  void temporalNotReachable_isA503_andRecoversByItself() throws Exception {
    cluster.startWorker();
    cluster.startApi();
    cluster.temporal().stop();

    long asked = System.nanoTime();
    Answer start = cluster.post("/send-email", email("\"html\": null"));
    Answer look = cluster.get("/workflows/any");
    Duration took = Duration.ofNanos(System.nanoTime() - asked);

    for (Answer answer : List.of(start, look)) {
      assertThat(answer.status()).as(answer.json().toString()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.json().path("retryable").booleanValue()).isTrue();
      assertThat(answer.json().path("traceId").textValue()).hasSize(32);
    }
    // Nothing hangs: the service is patient for 3 s a call.
    assertThat(took).isLessThan(Duration.ofSeconds(20));
    cluster
        .traces()
        .store()
        .awaitTrace(
            start.json().path("traceId").textValue(),
            Outline.is("POST /send-email ERROR\n└─ StartWorkflow:Email ERROR"),
            SOON);

    cluster.temporal().start();
    await()
        .atMost(SOON)
        .until(() -> cluster.post("/send-email", email("\"html\": null")).status() == 202);
    await().atMost(SOON).until(() -> cluster.mail().getReceivedMessages().length > 0);
  }

  @Test
  void namespaceThatTemporalDoesNotHave_isNotTheCallersMistake() throws Exception {
    cluster.with("TEMPORAL_NAMESPACE", "nowhere");
    cluster.startApi();

    for (Answer answer :
        List.of(
            cluster.post("/send-email", email("\"html\": null")), cluster.get("/workflows/any"))) {
      assertThat(answer.status()).as(answer.json().toString()).isEqualTo(502);
      assertThat(answer.json().path("detail").textValue()).contains("namespace");
    }
  }

  @Test
  void servicesStartedBeforeTemporal_findItByThemselves() throws Exception {
    cluster.temporal().stop();
    ServiceProcess worker = cluster.beginWorker();
    ServiceProcess api = cluster.beginApi();
    await().atMost(SOON).until(() -> worker.output().contains("Cannot start the workers"));

    cluster.temporal().start();
    worker.awaitReady();
    api.awaitReady();

    Job.accepted(cluster.post("/send-email", email("\"html\": null")))
        .awaitStatus(cluster, "COMPLETED", SOON);
  }

  private List<String> reportRows() throws Exception {
    MimeMessage mail = cluster.mail().getReceivedMessages()[0];
    Multipart parts = (Multipart) mail.getContent();
    return new String(
            parts.getBodyPart(parts.getCount() - 1).getInputStream().readAllBytes(), UTF_8)
        .lines()
        .toList();
  }

  private static String email(String more) {
    return """
        {"to": ["ann@example.org"], "subject": "Hi", "text": "Hello.", %s}"""
        .formatted(more);
  }
}
