package dev.throughline.api.events;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.Histories;
import dev.throughline.api.events.Listener.Heard;
import dev.throughline.api.temporal.EventFields;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one watcher is told. */
class EventsResourceTest extends WatchedApi {
  static List<String> histories() throws IOException {
    return Histories.names();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("histories")
  void stream_cutAtAnyEvent_goesOnWithoutGapOrRepeat(String name) throws Exception {
    temporal.pagesOf(3);
    temporal.happen(workflowId, closed(Histories.named(name)));
    List<Heard> whole = listen("").all();

    assertThat(whole.get(0).name()).isEqualTo("workflow-started");
    assertThat(whole.get(whole.size() - 1).name()).isEqualTo("end");
    List<String> ids = whole.stream().map(Heard::id).filter(id -> !id.isEmpty()).toList();
    assertThat(ids).hasSize(whole.size() - 1).isSortedAccordingTo(this::numerically);
    for (int cut = 0; cut < ids.size() - 1; cut++) {
      assertThat(listen("", "Last-Event-ID", ids.get(cut)).all())
          .as("after %s", ids.get(cut))
          .isEqualTo(whole.subList(cut + 1, whole.size()));
    }
    assertThat(get("", "Last-Event-ID", ids.get(ids.size() - 1)).statusCode()).isEqualTo(204);
  }

  /** Some histories were recorded while the run went on. */
  private static List<HistoryEvent> closed(List<HistoryEvent> history) {
    if (FakeTemporal.isClosed(history)) {
      return history;
    }
    HistoryEvent terminated =
        HistoryEvent.newBuilder()
            .setEventId(history.size() + 1L)
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
            .setWorkflowExecutionTerminatedEventAttributes(
                WorkflowExecutionTerminatedEventAttributes.newBuilder().setReason("enough"))
            .build();
    return Stream.concat(history.stream(), Stream.of(terminated)).toList();
  }

  private int numerically(String one, String other) {
    return Integer.compare(Integer.parseInt(one), Integer.parseInt(other));
  }

  @Test
  void activity_isToldReadably() throws Exception {
    temporal.happen(workflowId, Histories.named("activity-attempt-2"));

    List<Heard> heard = listen("").all();

    assertThat(heard)
        .extracting(Heard::name)
        .containsExactly(
            "workflow-started",
            "activity-scheduled",
            "activity-started",
            "activity-completed",
            "workflow-completed",
            "end");
    var completed = new ObjectMapper().readTree(heard.get(3).data());
    assertThat(completed.path("workflowId").textValue()).isEqualTo(workflowId);
    assertThat(completed.path("runId").textValue()).isEqualTo(workflowId + "-run");
    assertThat(completed.path("eventId").toString()).isEqualTo(heard.get(3).id());
    assertThat(completed.path("activityType").textValue()).isNotBlank();
    assertThat(completed.path("activityId").textValue()).isNotBlank();
  }

  @Test
  void answer_isAStreamThatNobodyKeepsOrCollects() throws Exception {
    temporal.happen(workflowId, Histories.named("activity"));

    HttpResponse<String> answer = get("", "Accept-Encoding", "gzip");

    assertThat(answer.headers().map())
        .containsEntry("Content-Type", List.of("text/event-stream"))
        .containsEntry("Cache-Control", List.of("no-store"))
        .containsEntry("X-Accel-Buffering", List.of("no"))
        .doesNotContainKey("Content-Encoding");
    assertThat(answer.body()).startsWith("retry: 1000\n\nid: 1\nevent: workflow-started\ndata: {");
  }

  @Test
  void latestRun_hasIdsThatNameIt_andIsResumedByThem() throws Exception {
    temporal.happen(workflowId, Histories.named("activity"));
    List<Heard> whole = new Listener(HTTP, uri("/workflows/" + workflowId + "/events")).all();

    assertThat(whole.get(0).id()).isEqualTo(workflowId + "-run:1");
    assertThat(
            new Listener(
                    HTTP,
                    uri("/workflows/" + workflowId + "/events?lastEventId=" + whole.get(1).id()))
                .all())
        .isEqualTo(whole.subList(2, whole.size()));
  }

  @Test
  void eventThatIsNewInTheServer_isTold_andTheStreamGoesOn() throws Exception {
    List<HistoryEvent> history = Histories.named("signals");
    temporal.happen(
        workflowId,
        List.of(
            history.get(0),
            HistoryEvent.newBuilder().setEventId(2).setEventTypeValue(9999).build(),
            history.get(history.size() - 1)));

    assertThat(listen("").all())
        .extracting(Heard::name)
        .containsExactly("workflow-started", "unrecognized", "workflow-completed", "end");
  }

  @Test
  void pausedRun_isWatchedOn() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    temporal.paused(true);
    Listener listener = listen("", "Last-Event-ID", "1");
    await().atMost(SOON).until(() -> listener.hasEnded() || temporal.polls(workflowId) == 1);

    temporal.happen(workflowId, signals(workflowId, 1, 10));

    await().atMost(SOON).until(() -> listener.ids().equals(List.of("2")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"continue-as-new", "retry-of-run", "cron"})
  void chain_isFollowedToItsEnd_andResumedAnywhere(String chain) throws Exception {
    List<HistoryEvent> first = Histories.named(chain + "-1");
    List<HistoryEvent> second = Histories.named(chain + "-2");
    String nextRunId = next(first);
    temporal.happen(workflowId, first.subList(0, 1));
    Listener live = listen("&follow=true");
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);
    temporal.happenIn(nextRunId, second.subList(0, 1));
    temporal.happen(workflowId, first.subList(1, first.size()));
    await().atMost(SOON).until(() -> live.ids().contains(nextRunId + ":1"));
    temporal.happenIn(nextRunId, second.subList(1, second.size()));

    List<Heard> whole = live.all();

    assertThat(whole).extracting(Heard::name).containsOnlyOnce("end").endsWith("end");
    assertThat(live.ids())
        .doesNotHaveDuplicates()
        .startsWith(workflowId + "-run:1")
        .contains(workflowId + "-run:" + first.size(), nextRunId + ":1");
    for (int cut = 0; cut < live.ids().size() - 1; cut++) {
      String id = live.ids().get(cut);
      assertThat(listen("&follow=true", "Last-Event-ID", id).all())
          .as("after %s", id)
          .isEqualTo(whole.subList(cut + 1, whole.size()));
    }
    String last = live.ids().get(live.ids().size() - 1);
    HttpResponse<String> answer = get("&follow=true", "Last-Event-ID", last);
    assertThat(answer.statusCode()).as("after %s: %s", last, answer.body()).isEqualTo(204);
  }

  @Test
  void chain_notFollowed_endsWithItsRun() throws Exception {
    List<HistoryEvent> first = Histories.named("continue-as-new-1");
    temporal.happen(workflowId, first);

    List<Heard> whole = listen("").all();

    assertThat(whole.get(whole.size() - 1).data())
        .contains("\"status\":\"CONTINUED_AS_NEW\"", "\"nextRunId\":\"" + next(first) + '"');
  }

  private static String next(List<HistoryEvent> history) {
    return requireNonNull(
        EventFields.first(
            List.of(history.get(history.size() - 1)), String.class, "new_execution_run_id"));
  }

  @Test
  void unknownRun_isAProblemInATrace() throws Exception {
    HttpResponse<String> answer = get("");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).containsPattern("\"traceId\":\"[0-9a-f]{32}\"");
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "Last-Event-ID, soon,             400",
    "Last-Event-ID, other-run:3,      400",
    "Last-Event-ID, 9999,             400",
    "Accept,        application/json, 406",
  })
  void badRequest_isAProblem(String header, String value, int status) throws Exception {
    temporal.happen(workflowId, Histories.named("activity"));

    HttpResponse<String> answer = get("", header, value);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void head_isAnsweredAtOnce() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));

    HttpResponse<Void> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri(path("")))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(SOON)
                .build(),
            HttpResponse.BodyHandlers.discarding());

    assertThat(answer.statusCode()).isEqualTo(200);
  }
}
