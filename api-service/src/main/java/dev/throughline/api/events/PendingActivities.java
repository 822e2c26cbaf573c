package dev.throughline.api.events;

import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What history does not have of the activities that are not done: attempts and progress. Not
 * thread-safe.
 */
final class PendingActivities {
  private Map<String, Seen> seen = Map.of();

  /** What watchers know of an activity. */
  private record Seen(
      PendingActivityState state,
      int attempt,
      Payloads details,
      @Nullable RunEvent attempted,
      @Nullable RunEvent progressed) {

    Stream<RunEvent> events() {
      return Stream.of(attempted, progressed).filter(Objects::nonNull).map(Objects::requireNonNull);
    }
  }

  /**
   * What is new.
   *
   * @param pending all of the run
   * @param now when Temporal told so
   * @param history what is not open there is not told: Temporal's two answers may cross
   */
  List<RunEvent> changes(
      List<PendingActivityInfo> pending, Timestamp now, EventTranslator history) {
    List<RunEvent> changes = new ArrayList<>();
    Map<String, Seen> current = new HashMap<>();
    for (PendingActivityInfo activity : pending) {
      if (history.isOpen(activity.getActivityId())) {
        Seen before = seen.get(activity.getActivityId());
        Seen after = look(activity, before, now, history);
        current.put(activity.getActivityId(), after);
        after
            .events()
            .filter(e -> before == null || before.events().noneMatch(e::equals))
            .forEach(changes::add);
      }
    }
    seen = current;
    return changes;
  }

  private static Seen look(
      PendingActivityInfo activity, @Nullable Seen before, Timestamp now, EventTranslator history) {
    RunEvent attempted =
        before != null
                && before.state() == activity.getState()
                && before.attempt() == activity.getAttempt()
            ? before.attempted()
            : attempted(activity, now, history);
    RunEvent progressed =
        before != null && before.details().equals(activity.getHeartbeatDetails())
            ? before.progressed()
            : progressed(activity, history);
    return new Seen(
        activity.getState(),
        activity.getAttempt(),
        activity.getHeartbeatDetails(),
        attempted,
        progressed);
  }

  private static @Nullable RunEvent attempted(
      PendingActivityInfo activity, Timestamp now, EventTranslator history) {
    return switch (activity.getState()) {
      case PENDING_ACTIVITY_STATE_STARTED ->
          history.live(
              "activity-attempt-started",
              activity,
              activity.getLastStartedTime(),
              "activityId",
              "activityType",
              "attempt",
              "identity",
              "lastFailure");
      case PENDING_ACTIVITY_STATE_SCHEDULED ->
          // The first attempt's waiting is what activity-scheduled has told.
          activity.getAttempt() == 1
              ? null
              : history.live(
                  "activity-retrying",
                  activity,
                  now,
                  "activityId",
                  "activityType",
                  "attempt",
                  "lastFailure",
                  "nextAttemptTime");
      case PENDING_ACTIVITY_STATE_PAUSED, PENDING_ACTIVITY_STATE_PAUSE_REQUESTED ->
          history.live(
              "activity-paused",
              activity,
              now,
              "activityId",
              "activityType",
              "attempt",
              "lastFailure");
      default -> null;
    };
  }

  private static @Nullable RunEvent progressed(
      PendingActivityInfo activity, EventTranslator history) {
    return activity.hasHeartbeatDetails()
        ? history.live(
            "progress",
            activity,
            activity.getLastHeartbeatTime(),
            "activityId",
            "activityType",
            "attempt",
            "progress")
        : null;
  }

  /**
   * What watchers know, for one who comes later.
   *
   * @param history as far as that one has read it; what is not open there is not told
   */
  List<RunEvent> known(EventTranslator history) {
    return seen.entrySet().stream()
        .filter(activity -> history.isOpen(activity.getKey()))
        .flatMap(activity -> activity.getValue().events())
        .toList();
  }

  void forget() {
    seen = Map.of();
  }
}
