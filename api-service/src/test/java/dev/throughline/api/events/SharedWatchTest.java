package dev.throughline.api.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.throughline.api.Histories;
import dev.throughline.api.events.Listener.Heard;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many watchers share, and what none of them may do to the others. */
class SharedWatchTest extends WatchedApi {
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
  void tooManyWatchersOfARun_areToldToComeAgain() throws Exception {
    temporal.happen(workflowId, Histories.named("activity").subList(0, 1));
    List<Listener> listeners = IntStream.range(0, 250).mapToObj(i -> listen("")).toList();
    await().atMost(SOON).until(() -> listeners.stream().allMatch(each -> !each.ids().isEmpty()));

    HttpResponse<String> answer = get("");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }
}
