package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.SpanTree;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that are told to stop (SIGTERM) with spans that are not exported yet. */
class JournalStopIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The journal's own limit is 5 s; what else a service has to end takes a moment too. */
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(12);

  private static final int SIGTERM = 128 + 15;

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
  void backendUp_theTraceIsWholeWhenTheServicesHaveEnded() throws Exception {
    cluster.with("OTEL_BSP_SCHEDULE_DELAY", "600000");
    cluster.startServices();
    Job job = cluster.sendEmail();
    job.awaitStatus(cluster, "COMPLETED", SOON);

    cluster.api().terminate();
    cluster.worker().terminate();

    assertThat(SpanTree.of(cluster.traces().store().trace(job.traceId())).outline())
        .isEqualTo(Outline.EMAIL_WITHOUT_END);
    assertThat(cluster.journal().processes()).isEmpty();
    assertThat(cluster.traces().store().duplicates()).isEmpty();
  }

  @Test
  void backendDown_theServicesEndInTime_andTheNextStartExports() throws Exception {
    cluster.traces().setFault(Fault.DOWN);
    stopIsInTime();
  }

  @Test
  void backendHanging_theServicesEndInTime_andTheNextStartExports() throws Exception {
    cluster.traces().setFault(Fault.HANGING);
    stopIsInTime();
  }

  private void stopIsInTime() throws Exception {
    cluster.startServices();
    Job job = cluster.sendEmail();
    job.awaitStatus(cluster, "COMPLETED", SOON);

    assertEndsInTime(cluster.api());
    assertEndsInTime(cluster.worker());
    assertThat(cluster.traces().store().spans()).isEmpty();
    cluster.traces().setFault(Fault.NONE);
    cluster.startWorker();

    cluster.traces().store().awaitTrace(job.traceId(), Outline.is(Outline.EMAIL_WITHOUT_END), SOON);
    assertThat(cluster.traces().store().duplicates()).isEmpty();
  }

  private static void assertEndsInTime(ServiceProcess service) throws InterruptedException {
    long asked = System.nanoTime();
    assertThat(service.terminate()).isEqualTo(SIGTERM);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(STOPPED_WITHIN);
  }
}
