package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A backend that refuses a span for good. */
class JournalRefusedIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void refusedSpan_isKeptAside_andTheOthersArrive() throws Exception {
    try (Cluster cluster = Cluster.start().withoutRecorder()) {
      cluster.traces().setFault(Fault.refusing(400).forSpansNamed("SMTP send"));
      cluster.startServices();
      Job job = cluster.sendEmail();

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
                        └─ StartActivity:SendEmail
                           └─ RunActivity:SendEmail attempt 1"""),
              SOON);
      await().atMost(SOON).until(() -> !cluster.journal().rejected().isEmpty());
      assertThat(cluster.journal().rejected())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.name()).isEqualTo("SMTP send");
                assertThat(span.traceId()).isEqualTo(job.traceId());
              });
      assertThat(cluster.traces().store().duplicates()).isEmpty();
    }
  }
}
