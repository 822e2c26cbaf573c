package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run is watched while its worker dies and the API goes and comes back. */
class EventsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AFTER_HEARTBEAT_TIMEOUT = Duration.ofSeconds(90);
  private static final String REPORT =
      "{\"rows\": 100, \"stepMillis\": 50, \"to\": \"ann@example.org\"}";

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.withoutRecorder();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void workerKilled_everyWatcherHearsOfBothAttemptsAndTheEnd() throws Exception {
    cluster.startServices();
    Job job = Job.accepted(cluster.post("/reports", REPORT));
    List<EventWatch> watches =
        IntStream.range(0, 5).mapToObj(i -> cluster.watch(events(job))).toList();
    await()
        .atMost(SOON)
        .until(() -> watches.stream().allMatch(each -> each.names().contains("progress")));
    cluster.worker().kill9();
    cluster.startWorker();

    for (EventWatch watch : watches) {
      await().atMost(AFTER_HEARTBEAT_TIMEOUT).until(watch::hasEnded);
      assertThat(watch.names())
          .containsSubsequence(
              "workflow-started",
              "activity-scheduled",
              "activity-attempt-started",
              "progress",
              "activity-attempt-started",
              "activity-completed",
              "workflow-completed",
              "end");
      assertThat(watch.ids()).containsExactlyElementsOf(shown(job));
      assertThat(watch.data("activity-attempt-started"))
          .anySatisfy(data -> assertThat(data).contains("\"attempt\":1").contains("ProduceReport"))
          .anySatisfy(data -> assertThat(data).contains("\"attempt\":2").contains("Timeout"));
      assertThat(watch.data("end")).singleElement().asString().contains("COMPLETED");
    }
  }

  @Test
  void apiStopped_sendsWatchersAway_andTheyGoOnAfterItsRestart() throws Exception {
    cluster.startServices();
    Job job = Job.accepted(cluster.post("/reports", REPORT));
    EventWatch before = cluster.watch(events(job));
    await().atMost(SOON).until(() -> before.names().contains("progress"));

    long asked = System.nanoTime();
    cluster.api().terminate();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
    assertThat(before.hasEnded()).isTrue();
    assertThat(before.text()).contains("the service stops").contains("retry: 1000");
    cluster.startApi();
    String last = before.ids().get(before.ids().size() - 1);
    EventWatch after = cluster.watch(events(job), "Last-Event-ID", last);
    await().atMost(SOON).until(after::hasEnded);

    assertThat(before.ids()).isNotEmpty();
    assertThat(Stream.of(before, after).flatMap(watch -> watch.ids().stream()))
        .containsExactlyElementsOf(shown(job));
    String end = after.ids().get(after.ids().size() - 1);
    assertThat(cluster.get(events(job), "Last-Event-ID", end).status()).isEqualTo(204);
  }

  private static String events(Job job) {
    return "/workflows/" + job.workflowId() + "/events?runId=" + job.runId();
  }

  /** The ids of what is not a workflow task's. */
  private List<String> shown(Job job) {
    return job.history(cluster).events().stream()
        .filter(event -> !event.getEventType().name().contains("WORKFLOW_TASK"))
        .map(event -> Long.toString(event.getEventId()))
        .toList();
  }
}
