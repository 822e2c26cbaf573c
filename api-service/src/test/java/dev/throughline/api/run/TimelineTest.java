package dev.throughline.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.Histories;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On the recorder's golden histories, which a real server told. */
class TimelineTest {
  static List<String> all() throws IOException {
    return Histories.names();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyHistory_beginsWithTheStart_inOrder_eachThingOnce(String name) throws IOException {
    List<HistoryEvent> events = events(name);
    List<TimelineEntry> entries = timeline(events);

    assertThat(entries.get(0).kind()).isEqualTo("start");
    assertThat(entries.get(0).name()).isNotBlank();
    assertThat(entries).extracting(TimelineEntry::eventId).isSorted().doesNotHaveDuplicates();
    assertThat(entries).allSatisfy(entry -> assertThat(entry.time()).isNotNull());
    assertThat(entries)
        .filteredOn(entry -> entry.kind().equals("activity"))
        .hasSize(count(events, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED))
        .allSatisfy(entry -> assertThat(entry.name()).isNotBlank());
    assertThat(entries)
        .filteredOn(entry -> entry.kind().equals("timer"))
        .hasSize(count(events, EventType.EVENT_TYPE_TIMER_STARTED))
        .allSatisfy(entry -> assertThat(entry.duration()).startsWith("PT"));
  }

  @Test
  void activity_isOneEntry_withItsAttemptsAndTimes() throws IOException {
    TimelineEntry activity = one("activity-attempt-3", "activity");

    assertThat(activity.name()).isEqualTo("FailTwice");
    assertThat(activity.status()).isEqualTo("COMPLETED");
    assertThat(activity.attempt()).isEqualTo(3);
    assertThat(activity.startedTime()).isAfter(activity.time());
    assertThat(activity.closedTime()).isAfter(activity.startedTime());
    assertThat(activity.lastFailure()).isNotNull();
    assertThat(activity.failure()).isNull();
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "activity-failed,        activity,       FAILED",
    "activity-canceled,      activity,       CANCELED",
    "activity-timed-out,     activity,       TIMED_OUT",
    "activity-lost-open,     activity,       SCHEDULED",
    "parent-of-many,         child,          COMPLETED",
    "activity-failed,        end,            FAILED",
    "terminated,             end,            TERMINATED",
    "canceled,               end,            CANCELED",
    "run-timed-out,          end,            TIMED_OUT",
    "continue-as-new-1,      end,            CONTINUED_AS_NEW",
    "task-failed,            workflowTask,   FAILED",
    "task-timed-out,         workflowTask,   TIMED_OUT",
    "local-activity,         localActivity,",
  })
  void thing_hasItsStatus(String history, String kind, String status) throws IOException {
    assertThat(timeline(events(history)))
        .filteredOn(entry -> entry.kind().equals(kind))
        .extracting(TimelineEntry::status)
        .contains(status);
  }

  @Test
  void updateAfterAReset_hasItsName() throws IOException {
    assertThat(timeline(events("reset-updated")))
        .filteredOn(entry -> entry.kind().equals("update"))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.name()).isNotBlank());
  }

  @Test
  void laterPage_tellsWhatIsNew_underTheSameEventId() throws IOException {
    List<HistoryEvent> events = events("activity-attempt-3");
    TimelineEntry whole = one("activity-attempt-3", "activity");
    int cut = (int) whole.eventId();

    TimelineEntry begun = last(timeline(events.subList(0, cut)));
    TimelineEntry later = timeline(events.subList(cut, events.size())).get(0);

    assertThat(begun.eventId()).isEqualTo(whole.eventId());
    assertThat(begun.status()).isEqualTo("SCHEDULED");
    assertThat(later.eventId()).isEqualTo(whole.eventId());
    assertThat(later.kind()).isEqualTo("activity");
    assertThat(later.time()).isNull();
    assertThat(later.status()).isEqualTo("COMPLETED");
    assertThat(later.startedTime()).isEqualTo(whole.startedTime());
  }

  @Test
  void eventThatIsNewInTheServer_isAnEntry() {
    HistoryEvent unknown = HistoryEvent.newBuilder().setEventId(1).setEventTypeValue(9999).build();

    assertThat(timeline(List.of(unknown)))
        .extracting(TimelineEntry::kind)
        .containsExactly("unrecognized");
  }

  @Test
  void reason_isTemporalsNameWithoutItsEnum() throws IOException {
    assertThat(one("task-failed", "workflowTask").reason())
        .isEqualTo("WORKFLOW_WORKER_UNHANDLED_FAILURE");
  }

  private static TimelineEntry one(String history, String kind) throws IOException {
    List<TimelineEntry> entries =
        timeline(events(history)).stream().filter(entry -> entry.kind().equals(kind)).toList();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static int count(List<HistoryEvent> events, EventType type) {
    return (int) events.stream().filter(event -> event.getEventType() == type).count();
  }

  private static List<TimelineEntry> timeline(List<HistoryEvent> events) {
    return Timeline.of(events, DefaultDataConverter.STANDARD_INSTANCE);
  }

  private static List<HistoryEvent> events(String name) throws IOException {
    return Histories.named(name);
  }
}
