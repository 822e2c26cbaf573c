package dev.throughline.conformance;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run that sleeps while nothing of what it needs is there. */
class SleepThroughIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void sleepAcrossARestartOfEverything_isOneWholeTrace() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.startServices();
      SpanStore store = cluster.traces().store();
      Job job = cluster.sendEmail("PT12S");
      await().atMost(SOON).until(() -> job.history(cluster).isWaiting());
      // A request that is cut off would have a span that says so.
      store.awaitTrace(job.traceId(), Outline.has("StartWorkflow:Email"), SOON);

      cluster.killServices();
      cluster.temporal().stop();
      long stopped = System.currentTimeMillis();
      assertThat(cluster.mail().getReceivedMessages()).isEmpty();
      assertThat(store.trace(job.traceId()))
          .extracting(ReceivedSpan::name)
          .doesNotContain("CompleteWorkflow:Email");
      cluster.temporal().start();
      cluster.startServices();

      store.awaitTrace(
          job.traceId(),
          Outline.is(
              """
              POST /send-email
              └─ StartWorkflow:Email
                 └─ RunWorkflow:Email
                    ├─ CompleteWorkflow:Email
                    ├─ Timer
                    └─ StartActivity:SendEmail
                       └─ RunActivity:SendEmail attempt 1
                          └─ SMTP send"""),
          SOON);
      Span timer = ShapeTrace.of(store.trace(job.traceId())).span("Timer").received().span();
      assertThat(NANOSECONDS.toMillis(timer.getStartTimeUnixNano())).isLessThan(stopped);
      assertThat(NANOSECONDS.toMillis(timer.getEndTimeUnixNano())).isGreaterThan(stopped);
      assertThat(cluster.mail().getReceivedMessages()).hasSize(1);
      store.assertComplete();
    }
  }
}
