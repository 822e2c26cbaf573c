package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans of a user's own in an attempt that is killed. */
class UserSpansIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void attemptKilled_itsSpansHangUnderIt_alsoThoseExportedBefore() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      SpanStore store = cluster.traces().store();
      WorkflowStub run =
          cluster
              .temporal()
              .client()
              .newUntypedWorkflowStub(
                  "Block",
                  WorkflowOptions.newBuilder().setTaskQueue(BlockingWorker.TASK_QUEUE).build());
      run.start();
      try (JavaProcess first = worker(cluster)) {
        await()
            .atMost(SOON)
            .until(() -> named(store, "ended").size() == BlockingWorker.ENDED_SPANS);
        // What is exported is gone from the disk; what began before it and is open is not.
        await().atMost(SOON).until(() -> cluster.journal().segments().size() <= 3);
        first.kill9();
      }

      try (JavaProcess second = worker(cluster)) {
        run.getResult(Void.class);
        await()
            .atMost(SOON)
            .until(
                () ->
                    named(store, "RunActivity:MakeSpans").size() == 2
                        && named(store, "open").size() == 1);
        assertThat(second.isAlive()).isTrue();
      }

      ReceivedSpan open = named(store, "open").get(0);
      assertThat(store.spans())
          .filteredOn(Interrupted::is)
          .extracting(ReceivedSpan::name)
          .containsExactlyInAnyOrder("RunActivity:MakeSpans", "open");
      ReceivedSpan killed =
          named(store, "RunActivity:MakeSpans").stream()
              .filter(Interrupted::is)
              .findFirst()
              .orElseThrow();
      assertThat(open.parentSpanId()).isEqualTo(killed.spanId());
      assertThat(named(store, "ended"))
          .extracting(ReceivedSpan::parentSpanId)
          .containsOnly(killed.spanId());
      assertThat(named(store, "ended inside"))
          .extracting(ReceivedSpan::parentSpanId)
          .containsExactly(open.spanId());
      store.assertComplete();
      assertThat(store.duplicates()).isEmpty();
    }
  }

  private static List<ReceivedSpan> named(SpanStore store, String name) {
    return store.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  private static JavaProcess worker(Cluster cluster) throws Exception {
    return JavaProcess.start(
        BlockingWorker.class,
        cluster.directory(),
        Map.of(
            "TEMPORAL_ADDRESS", cluster.temporal().address(),
            "OTEL_EXPORTER_OTLP_ENDPOINT", cluster.traces().httpEndpoint(),
            "THROUGHLINE_JOURNAL_DIR", cluster.journal().path().toString()));
  }
}
