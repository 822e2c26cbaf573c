package dev.throughline.api.run;

import com.google.protobuf.Message;
import dev.throughline.api.temporal.EventFields;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A history made readable: what began, went on and ended in several events is one entry. */
final class Timeline {
  /** Which event began a thing, as the later ones name it. */
  private static final List<String> BEGINNINGS =
      List.of("scheduled_event_id", "initiated_event_id", "accepted_event_id");

  private Timeline() {}

  /**
   * The entries, in the order in which they began. Of what began before these events, the entry has
   * what they tell.
   *
   * @param events one after another
   */
  static List<TimelineEntry> of(List<HistoryEvent> events, DataConverter converter) {
    Map<Long, List<HistoryEvent>> things = new LinkedHashMap<>();
    for (HistoryEvent event : events) {
      if (isOfInterest(event)) {
        List<HistoryEvent> thing =
            things.computeIfAbsent(beginning(event), id -> new ArrayList<>());
        if (event.hasWorkflowExecutionUpdateAcceptedEventAttributes()) {
          // After a reset the name and the input of an update are in an event of their own.
          List<HistoryEvent> admitted =
              things.remove(
                  event
                      .getWorkflowExecutionUpdateAcceptedEventAttributes()
                      .getAcceptedRequestSequencingEventId());
          thing.addAll(admitted == null ? List.of() : admitted);
        }
        thing.add(event);
      }
    }
    return things.entrySet().stream()
        .map(thing -> new EntryReader(thing.getKey(), thing.getValue(), converter).entry())
        .toList();
  }

  /** Workflow tasks are how Temporal works, not what a workflow does, unless one fails. */
  private static boolean isOfInterest(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EVENT_TYPE_WORKFLOW_TASK_COMPLETED ->
          false;
      case EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT ->
          // Of the other type is the sticky queue of a worker that has gone: nothing failed.
          event.getWorkflowTaskTimedOutEventAttributes().getTimeoutType()
              == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE;
      default -> true;
    };
  }

  private static long beginning(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_TIMER_FIRED -> event.getTimerFiredEventAttributes().getStartedEventId();
      case EVENT_TYPE_TIMER_CANCELED -> event.getTimerCanceledEventAttributes().getStartedEventId();
      case EVENT_TYPE_WORKFLOW_TASK_FAILED, EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT ->
          // What began it is left out.
          event.getEventId();
      default -> {
        Message attributes = EventFields.attributes(event);
        yield BEGINNINGS.stream()
            .map(name -> EventFields.value(attributes, name))
            .filter(Long.class::isInstance)
            .map(Long.class::cast)
            .findFirst()
            .orElse(event.getEventId());
      }
    };
  }
}
