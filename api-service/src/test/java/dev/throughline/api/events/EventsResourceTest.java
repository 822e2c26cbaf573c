package dev.throughline.api.events;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.throughline.api.Histories;
import dev.throughline.api.TestedApi;
import dev.throughline.api.events.Listener.Heard;
import dev.throughline.api.temporal.EventFields;
import io.dropwizard.testing.DropwizardTestSupport;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real service, with a Temporal behind it that does what the test says. */
class EventsResourceTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static FakeTemporal temporal;
  private static DropwizardTestSupport<?> service;

  private final String workflowId = "w-" + UUID.randomUUID();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    temporal = new FakeTemporal();
    service =
        TestedApi.with(
            temporal.address(),
            config("tracing.journal.enabled", "false"),
            config("events.maxWatchersPerRun", "250"));
    service.before();
  }

  @AfterAll
  static void stop() {
    service.after();
    temporal.close();
  }

  @AfterEach
  void leave() throws Exception {
    temporal.away(false);
    temporal.paused(false);
    temporal.pagesOf(Integer.MAX_VALUE);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

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
  void manyWatchers_costOnePoll_andHearTheSame() throws Exception {
    List<HistoryEvent> history = Histories.named("activity");
    temporal.happen(workflowId, history.subList(0, 4));
    List<Listener> listeners = IntStream.range(0, 200).mapToObj(i -> listen("")).toList();
    await().atMost(SOON).until(() -> listeners.stream().allMatch(each -> !each.ids().isEmpty()));
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> temporal.polls(workflowId) == 1);

    temporal.happen(workflowId, history.subList(4, 6));
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);
    temporal.happen(workflowId, history.subList(6, history.size()));

    List<Heard> whole = listen("").all();
    assertThat(listeners).allSatisfy(each -> assertThat(each.all()).isEqualTo(whole));
  }

  @Test
  void whoIsAheadOfThePollOfAll_hearsNothingTwice() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    Listener behind = listen("");
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);
    temporal.happenUnheard(workflowId + "-run", signals(workflowId, 2, 10));
    Listener ahead = listen("");
    await().atMost(SOON).until(() -> ahead.ids().size() == 3);
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> temporal.polls(workflowId) == 1);

    temporal.happen(workflowId, signals(workflowId, 1, 10));

    await().atMost(SOON).until(() -> behind.ids().contains("4") && ahead.ids().contains("4"));
    assertThat(behind.ids()).containsExactly("1", "2", "3", "4");
    assertThat(ahead.ids()).containsExactly("1", "2", "3", "4");
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
  void eventThatCannotBeTold_endsTheStream_whoeverReads() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    Listener early = listen("");
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);

    temporal.happen(
        workflowId,
        List.of(
            HistoryEvent.newBuilder()
                .setEventId(2)
                .setEventType(EventType.EVENT_TYPE_TIMER_FIRED)
                .setEventTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build()));
    Listener late = listen("");

    assertThat(early.all()).hasSize(1);
    assertThat(early.comments().toString()).contains("cannot be read");
    assertThat(late.all()).isEmpty();
    assertThat(late.comments().toString()).contains("cannot be read");
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
  void lastWatcherGone_endsThePoll() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    Listener listener = listen("");
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);

    listener.close();

    await()
        .atMost(SOON)
        .until(
            () -> {
              temporal.happen(workflowId, signals(workflowId, 1, 10));
              return temporal.polls(workflowId) == 0;
            });
  }

  @Test
  void slowWatcher_isClosed_holdsNobodyUp_andResumes() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.getLocalPort()));
      slow.getOutputStream()
          .write(
              ("GET " + path("") + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      Listener fast = listen("");
      await().atMost(SOON).until(() -> fast.names().size() == 1);
      int last = 1;
      for (int batch = 0; batch < 60; batch++) {
        temporal.happen(workflowId, signals(workflowId, 100, 3000));
        last += 100;
        int expected = last;
        await().atMost(SOON).until(() -> fast.ids().size() == expected);
      }
      slow.setSoTimeout(10_000);
      String got = new String(slow.getInputStream().readAllBytes(), US_ASCII);

      List<String> ids = got.lines().filter(line -> line.startsWith("id: ")).toList();
      int resumeAt = Integer.parseInt(ids.get(ids.size() - 2).substring(4));
      assertThat(resumeAt).isBetween(1, last - 1);
      Listener again = listen("", "Last-Event-ID", "" + resumeAt);
      int missing = last - resumeAt;
      await().atMost(SOON).until(() -> again.ids().size() == missing);
      assertThat(again.ids().get(0)).isEqualTo("" + (resumeAt + 1));
    }
  }

  @Test
  void temporalAway_isAComment_andTheStreamGoesOn() throws Exception {
    List<HistoryEvent> history = Histories.named("activity");
    temporal.happen(workflowId, history.subList(0, 1));
    Listener listener = listen("");
    await().atMost(SOON).until(() -> temporal.polls(workflowId) == 1);

    temporal.away(true);
    await().atMost(SOON).until(() -> listener.comments().toString().contains("cannot be reached"));
    assertThat(listener.hasEnded()).isFalse();
    temporal.away(false);
    temporal.happen(workflowId, history.subList(1, history.size()));

    assertThat(listener.all()).isEqualTo(listen("").all());
  }

  @Test
  void pendingActivity_isToldWhenItChanges_alsoToWhoComesLater() throws Exception {
    List<HistoryEvent> history = Histories.named("activity");
    int scheduled = typed(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    String activityId =
        history.get(scheduled).getActivityTaskScheduledEventAttributes().getActivityId();
    PendingActivityInfo.Builder activity =
        PendingActivityInfo.newBuilder()
            .setActivityId(activityId)
            .setAttempt(1)
            .setState(PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
    activity.getHeartbeatDetailsBuilder().addPayloads(json("{\"rows\":7}"));
    temporal.pending(workflowId, activity.build());
    temporal.happen(workflowId, history.subList(0, scheduled + 1));
    Listener early = listen("");
    await().atMost(SOON).until(() -> early.names().contains("progress"));
    Listener late = listen("");
    await().atMost(Duration.ofMillis(900)).until(() -> late.names().contains("progress"));

    activity.setAttempt(2).setState(PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED);
    activity.getLastFailureBuilder().setMessage("lost");
    temporal.pending(workflowId, activity.build());
    await().atMost(SOON).until(() -> early.names().contains("activity-retrying"));
    temporal.happen(workflowId, history.subList(scheduled + 1, history.size()));

    assertThat(early.all())
        .extracting(Heard::name)
        .containsSubsequence("activity-scheduled", "activity-attempt-started", "progress")
        .containsSubsequence("progress", "activity-retrying", "activity-completed", "end");
    assertThat(early.names()).doesNotHaveDuplicates();
    assertThat(late.all()).isEqualTo(early.heard());
    assertThat(early.heard().toString()).contains("\"rows\":7").contains("\"message\":\"lost\"");
    int looks = temporal.looks();
    await().during(Duration.ofMillis(1500)).until(() -> temporal.looks() <= looks + 1);
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

  @Test
  void tooManyWatchersOfARun_areToldToComeAgain() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    List<Listener> listeners = IntStream.range(0, 250).mapToObj(i -> listen("")).toList();
    await().atMost(SOON).until(() -> listeners.stream().allMatch(each -> !each.ids().isEmpty()));

    HttpResponse<String> answer = get("");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private static int typed(List<HistoryEvent> history, EventType type) {
    return IntStream.range(0, history.size())
        .filter(i -> history.get(i).getEventType() == type)
        .findFirst()
        .orElseThrow();
  }

  /** Events that go on where the fake's history ends; only their order matters. */
  private static List<HistoryEvent> signals(String workflowId, int count, int size) {
    long first = temporal.length(workflowId) + 1L;
    byte[] text = new byte[size];
    Arrays.fill(text, (byte) 'x');
    HistoryEvent.Builder event =
        HistoryEvent.newBuilder().setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    event
        .getWorkflowExecutionSignaledEventAttributesBuilder()
        .setSignalName("more")
        .getInputBuilder()
        .addPayloads(json('"' + new String(text, US_ASCII) + '"'));
    return IntStream.range(0, count).mapToObj(i -> event.setEventId(first + i).build()).toList();
  }

  private static Payload json(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  private Listener listen(String more, String... headers) {
    Listener listener = new Listener(HTTP, uri(path(more)), headers);
    open.add(listener);
    return listener;
  }

  private HttpResponse<String> get(String more, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path(more))).timeout(SOON);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String path(String more) {
    return "/workflows/" + workflowId + "/events?runId=" + workflowId + "-run" + more;
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.getLocalPort() + path);
  }
}
