package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The journal's disk fails; what the services are for goes on. On a file system of its own, where
 * one may be mounted.
 */
class JournalDiskIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The request's span has it, at its start and at its end. */
  private static final String LONG_USER_AGENT = "long ".repeat(1200);

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start().withoutRecorder();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void diskFull_requestsAndJobsGoOn_andItRecoversWhenTheBackendTakesSpans() throws Exception {
    // Room for the segment in use and the next one, of 4 MiB each.
    try (Disk disk = Disk.mount(cluster.journal().path(), "size=10m")) {
      cluster.traces().setFault(Fault.DOWN);
      ServiceProcess api = cluster.startApi();
      cluster.with("THROUGHLINE_JOURNAL_DIR", cluster.directory().resolve("roomy").toString());
      cluster.startWorker();
      for (int i = 0; i < 800; i++) {
        cluster.get("/nothing", "User-Agent", LONG_USER_AGENT);
      }
      awaitUnhealthy(api, "No space left");
      Job job = cluster.sendEmail();
      job.awaitStatus(cluster, "COMPLETED", SOON);

      cluster.traces().setFault(Fault.NONE);

      await().atMost(Duration.ofSeconds(60)).until(() -> api.health().status() == 200);
      assertTraced(cluster.sendEmail());
      assertThat(cluster.traces().store().trace(job.traceId()))
          .noneMatch(span -> span.name().equals("StartWorkflow:Email"));
    }
  }

  @Test
  void diskReadOnly_requestsAndJobsGoOn_andItRecoversWhenItIsWritable() throws Exception {
    try (Disk disk = Disk.mount(cluster.journal().path(), "size=40m,ro")) {
      ServiceProcess api = cluster.beginApi();
      ServiceProcess worker = cluster.beginWorker();
      awaitUnhealthy(api, "Read-only file system");
      awaitUnhealthy(worker, "Read-only file system");
      Job job = cluster.sendEmail();
      job.awaitStatus(cluster, "COMPLETED", SOON);

      disk.remount("rw");

      api.awaitReady();
      worker.awaitReady();
      assertTraced(cluster.sendEmail());
      assertThat(cluster.traces().store().trace(job.traceId())).isEmpty();
    }
  }

  private static void awaitUnhealthy(ServiceProcess service, String why) {
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              Answer health = service.health();
              assertThat(health.status()).isEqualTo(500);
              assertThat(health.json().at("/span-journal/message").asText()).contains(why);
            });
  }

  private void assertTraced(Job job) throws Exception {
    cluster.traces().store().awaitTrace(job.traceId(), Outline.is(Outline.EMAIL_WITHOUT_END), SOON);
  }
}
