package dev.throughline.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.Histories;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watching without HTTP. */
class RunWatchesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private FakeTemporal fake;
  private WorkflowServiceStubs stubs;
  private TemporalService temporal;
  private RunWatches watches;

  @BeforeEach
  void start() throws IOException {
    fake = new FakeTemporal();
    for (String workflowId : List.of("one", "other")) {
      fake.happen(workflowId, Histories.named("activity").subList(0, 1));
    }
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(fake.address()).build());
    temporal = new TemporalService(WorkflowClient.newInstance(stubs));
    watches =
        new RunWatches(
            temporal,
            JSON,
            JSON.readValue("{\"maxWatchers\": 2, \"heartbeat\": \"20ms\"}", EventsFactory.class));
  }

  @AfterEach
  void stop() {
    watches.close();
    timer.shutdownNow();
    stubs.shutdownNow();
    fake.close();
  }

  @Test
  void silentStream_hasHeartbeats() throws Exception {
    FakeExchange exchange = watched("one");

    await().until(() -> exchange.text().endsWith("\n\n:\n\n:\n\n:\n\n"));
  }

  @Test
  void oneTooMany_isToldToComeAgain_untilAnotherLeaves() throws Exception {
    watched("one");
    FakeExchange leaving = watched("other");

    assertThatThrownBy(() -> watched("one"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(503));

    fake.happen("other", Histories.named("terminated"));
    await().until(leaving::isCompleted);
    await().until(() -> watches.size() == 1);
    watched("one");
  }

  @Test
  void draining_endsStreams_andBeginsNone() throws Exception {
    FakeExchange exchange = watched("one");

    watches.drain();

    assertThat(exchange.isCompleted()).isTrue();
    assertThat(exchange.text()).endsWith(": the service stops\nretry: 1000\n\n");
    assertThatThrownBy(() -> watched("one"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(503));
  }

  @Test
  void lateAnswerToWhoHasLeft_isNotForThoseWhoCameAfter() throws Exception {
    WorkflowExecution run = TemporalService.run("one", "one-run");
    ReadableFields fields =
        new ReadableFields(temporal.client().getOptions().getDataConverter(), JSON);
    RunFeed feed = new RunFeed(temporal, run, fields, timer);
    FakeExchange exchange = new FakeExchange();
    Watcher gone = watcher(feed, new FakeExchange());
    Watcher next = watcher(feed, exchange);
    HistoryCursor ofGone = feed.newCursor();
    feed.join(gone, ofGone);
    await().until(() -> fake.polls("one") == 1);

    // Who holds the feed holds up what it tells: the answer is taken, and told to nobody yet.
    synchronized (feed) {
      fake.happen("one", Histories.named("activity").subList(1, 5));
      await().until(() -> ofGone.position() == 5);
      feed.leave(gone, ofGone);
      feed.join(next, feed.newCursor());
    }

    await().until(() -> exchange.text().contains("id: 5\n"));
    await().during(Duration.ofMillis(300)).until(() -> fake.polls("one") == 1);
    assertThat(exchange.text().lines().filter(line -> line.startsWith("id: ")))
        .containsExactly("id: 1", "id: 5");
  }

  private Watcher watcher(RunFeed feed, FakeExchange exchange) throws IOException {
    Watcher watcher = new Watcher(watches, feed, 0, true, false, exchange.request());
    feed.enter(watcher);
    return watcher;
  }

  private FakeExchange watched(String workflowId) throws IOException {
    FakeExchange exchange = new FakeExchange();
    watches.watch(
        TemporalService.run(workflowId, workflowId + "-run"), 0, true, false, exchange.request());
    return exchange;
  }
}
