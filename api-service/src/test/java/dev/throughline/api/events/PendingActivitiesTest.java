package dev.throughline.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import dev.throughline.api.Histories;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingActivitiesTest {
  @Test
  void newcomer_isToldOfWhatIsOpenWhereItHasRead() throws IOException {
    List<HistoryEvent> history = Histories.named("activity");
    HistoryEvent scheduled =
        history.stream()
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .findFirst()
            .orElseThrow();
    EventTranslator behind = read(history.subList(0, (int) scheduled.getEventId()));
    EventTranslator ahead = read(history);
    PendingActivities activities = new PendingActivities();
    List<RunEvent> told =
        activities.changes(
            List.of(
                PendingActivityInfo.newBuilder()
                    .setActivityId(
                        scheduled.getActivityTaskScheduledEventAttributes().getActivityId())
                    .setState(PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
                    .setAttempt(1)
                    .build()),
            Timestamp.getDefaultInstance(),
            behind);

    assertThat(told).extracting(RunEvent::name).containsExactly("activity-attempt-started");
    assertThat(activities.known(behind)).isEqualTo(told);
    assertThat(activities.known(ahead)).isEmpty();
  }

  private static EventTranslator read(List<HistoryEvent> history) {
    EventTranslator translator =
        new EventTranslator(
            WorkflowExecution.getDefaultInstance(),
            new ReadableFields(DefaultDataConverter.STANDARD_INSTANCE, new ObjectMapper()));
    translator.translate(history);
    return translator;
  }
}
