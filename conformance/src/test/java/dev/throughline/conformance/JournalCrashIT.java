package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are killed with spans that the backend has not acknowledged. None of them is lost. */
class JournalCrashIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AFTER_HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  /** When a process dies, as its export goes. */
  enum Moment {
    BEFORE_THE_REQUEST,
    BEFORE_THE_SPANS_ARE_STORED,
    BEFORE_THE_ANSWER;

    Fault fault() {
      return switch (this) {
        case BEFORE_THE_REQUEST -> Fault.DOWN;
        case BEFORE_THE_SPANS_ARE_STORED -> Fault.HANGING;
        case BEFORE_THE_ANSWER -> Fault.SLOW;
      };
    }

    /** How many requests have then come from so many processes. */
    int requestsOf(int processes) {
      return fault().hangs() ? processes : 0;
    }

    boolean leadsToRepeats() {
      return fault().stores();
    }
  }

  private Cluster cluster;
  private OtlpBackend backend;
  private SpanStore store;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start().withoutRecorder();
    backend = cluster.traces();
    store = backend.store();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void servicesKilledAsTheyExport_theTraceIsWhole(Moment moment) throws Exception {
    backend.setFault(moment.fault());
    cluster.startServices();
    Job job = cluster.sendEmail();
    job.awaitStatus(cluster, "COMPLETED", SOON);
    await().atMost(SOON).until(() -> backend.requests() >= moment.requestsOf(2));

    cluster.killServices();
    backend.setFault(Fault.NONE);
    cluster.startServices();

    store.awaitTrace(job.traceId(), Outline.is(Outline.EMAIL_WITHOUT_END), SOON);
    awaitAllExported(2);
    assertThat(store.duplicates().isEmpty()).isEqualTo(!moment.leadsToRepeats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void backendDownForTheWholeRun_servicesKilledTwice_theTraceIsThereOnce(String protocol)
      throws Exception {
    cluster.with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
    if (protocol.equals("grpc")) {
      cluster.with("OTEL_EXPORTER_OTLP_ENDPOINT", backend.grpcEndpoint());
    }
    backend.setFault(Fault.DOWN);
    cluster.startServices();
    Job job = cluster.sendEmail("PT5S");
    await().atMost(SOON).until(() -> job.history(cluster).isWaiting());
    cluster.killServices();
    cluster.startServices();
    job.awaitStatus(cluster, "COMPLETED", SOON);
    cluster.killServices();
    cluster.startServices();
    assertThat(store.spans()).isEmpty();

    backend.setFault(Fault.NONE);

    store.awaitTrace(job.traceId(), Outline.is(Outline.EMAIL_WITHOUT_END), SOON);
    awaitAllExported(2);
    assertThat(store.duplicates()).isEmpty();
  }

  /** The API adopts too, and makes no attempt of its own: so it is the process that dies again. */
  @ParameterizedTest
  @EnumSource
  void adopterKilledToo_theKilledAttemptIsInterruptedOnce(Moment moment) throws Exception {
    int mailPort = cluster.mail().getSmtp().getPort();
    try (Relay gate = MailGate.silent(mailPort, 1)) {
      cluster.with("SMTP_PORT", Integer.toString(gate.port()));
      backend.setFault(Fault.DOWN);
      cluster.startServices();
      Job job = cluster.sendEmail();
      await().atMost(SOON).until(() -> cluster.journal().mentions("SMTP send"));
      cluster.killServices();
      backend.setFault(moment.fault());
      ServiceProcess adopter = cluster.startApi();
      await()
          .atMost(SOON)
          .until(
              () ->
                  adopter.output().lines().filter(line -> line.contains("Adopted")).count() == 2
                      && backend.requests() >= moment.requestsOf(1));
      adopter.kill9();
      backend.setFault(Fault.NONE);
      cluster.startServices();

      store.awaitTrace(
          job.traceId(),
          Outline.is(
              """
              POST /send-email
              └─ StartWorkflow:Email
                 └─ RunWorkflow:Email
                    └─ StartActivity:SendEmail
                       ├─ RunActivity:SendEmail attempt 1 ERROR
                       │  └─ SMTP send ERROR
                       └─ RunActivity:SendEmail attempt 2
                          └─ SMTP send"""),
          AFTER_HEARTBEAT_TIMEOUT);
      awaitAllExported(2);
      assertThat(store.duplicates().isEmpty()).isEqualTo(!moment.leadsToRepeats());
      assertThat(store.trace(job.traceId()))
          .filteredOn(Interrupted::is)
          .extracting(ReceivedSpan::name)
          .containsOnly("RunActivity:SendEmail", "SMTP send");
    }
  }

  @Test
  void twoOrphanedJournals_andTwoProcessesAtOnce_everySpanIsThereOnce() throws Exception {
    backend.setFault(Fault.DOWN);
    cluster.startServices();
    Job job = cluster.sendEmail();
    job.awaitStatus(cluster, "COMPLETED", SOON);
    cluster.killServices();
    assertThat(cluster.journal().processes()).hasSize(2);
    backend.setFault(Fault.NONE);

    List<ServiceProcess> adopters = List.of(cluster.beginWorker(), cluster.beginWorker());
    for (ServiceProcess adopter : adopters) {
      adopter.awaitReady();
    }

    store.awaitTrace(job.traceId(), Outline.is(Outline.EMAIL_WITHOUT_END), SOON);
    awaitAllExported(2);
    assertThat(store.duplicates()).isEmpty();
  }

  @Test
  void apiKilledInARequest_itsSpansAreInterrupted() throws Exception {
    ServiceProcess api = cluster.startApi();
    cluster.temporal().stop();
    CompletableFuture<?> answer = cluster.postLater("/send-email", Cluster.EMAIL_REQUEST);
    await().atMost(SOON).until(() -> cluster.journal().mentions("StartWorkflow:Email"));
    api.kill9();
    assertThat(answer).failsWithin(SOON);
    cluster.temporal().start();
    cluster.startApi();

    await().atMost(SOON).until(() -> store.spans().size() >= 2);
    // The route was not known yet when the request's span began.
    assertThat(store.spans())
        .allMatch(Interrupted::is)
        .extracting(ReceivedSpan::name)
        .containsExactlyInAnyOrder("POST", "StartWorkflow:Email");
    awaitAllExported(1);
  }

  /** Waits until nothing is left of dead processes, and checks what arrived. */
  private void awaitAllExported(int living) {
    await().atMost(SOON).until(() -> cluster.journal().processes().size() == living);
    store.assertComplete();
  }
}
