package dev.throughline.api.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.throughline.api.temporal.EventFields;
import dev.throughline.api.temporal.Names;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * History events as watchers see them. An event has the name of Temporal's type, in lower case and
 * without EXECUTION and TASK: {@code activity-scheduled}, {@code workflow-signaled}. Workflow tasks
 * are not shown, unless they fail, and neither are markers. What is new in the server is {@code
 * unrecognized}.
 *
 * <p>It is given every event of a run in order, because later ones refer to earlier ones. It keeps
 * what is open: memory grows with that, not with history. Not thread-safe.
 */
final class EventTranslator {
  private static final Set<EventType> NOT_SHOWN =
      Set.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
          EventType.EVENT_TYPE_MARKER_RECORDED);

  private static final Set<EventType> OPENING =
      Set.of(
          EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
          EventType.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED);

  private static final Set<EventType> CLOSING =
      Set.of(
          EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
          EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
          EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
          EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
          EventType.EVENT_TYPE_NEXUS_OPERATION_COMPLETED,
          EventType.EVENT_TYPE_NEXUS_OPERATION_FAILED,
          EventType.EVENT_TYPE_NEXUS_OPERATION_TIMED_OUT,
          EventType.EVENT_TYPE_NEXUS_OPERATION_CANCELED);

  private static final Set<EventType> CLOSES_RUN =
      Set.of(
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);

  private final WorkflowExecution run;
  private final ReadableFields fields;

  /** Names of activities and Nexus operations that are not done, by the event that opened them. */
  private final Map<Long, ObjectNode> open = new HashMap<>();

  private long position;
  private @Nullable RunEvent end;
  private @Nullable String nextRunId;

  EventTranslator(WorkflowExecution run, ReadableFields fields) {
    this.run = run;
    this.fields = fields;
  }

  /** The next events of the run: those that are shown. */
  List<RunEvent> translate(List<HistoryEvent> events) {
    List<RunEvent> shown = new ArrayList<>(events.size());
    for (HistoryEvent event : events) {
      position = event.getEventId();
      if (!NOT_SHOWN.contains(event.getEventType())) {
        shown.add(shown(event));
      }
      if (CLOSES_RUN.contains(event.getEventType())) {
        end = end(event);
      }
    }
    return shown;
  }

  private RunEvent shown(HistoryEvent event) {
    Message attributes = EventFields.attributes(event);
    ObjectNode data = about(event.getEventTime()).put("eventId", event.getEventId());
    ObjectNode own = fields.of(attributes);
    data.setAll(own);
    FieldDescriptor opened =
        attributes.getDescriptorForType().findFieldByName("scheduled_event_id");
    if (opened != null) {
      long id = (Long) attributes.getField(opened);
      ObjectNode names = CLOSING.contains(event.getEventType()) ? open.remove(id) : open.get(id);
      if (names != null) {
        data.setAll(names);
      }
    } else if (OPENING.contains(event.getEventType())) {
      own.retain("activityId", "activityType", "endpoint", "service", "operation");
      open.put(event.getEventId(), own);
    }
    return new RunEvent(event.getEventId(), name(event.getEventType()), data.toString());
  }

  private static String name(EventType type) {
    return Names.of(type)
        .replace("_EXECUTION", "")
        .replace("ACTIVITY_TASK", "ACTIVITY")
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  /** What is not in history: how a pending activity is doing. */
  RunEvent live(String name, PendingActivityInfo pending, Timestamp time, String... members) {
    ObjectNode data = about(time);
    data.setAll(fields.of(pending).retain(members));
    return new RunEvent(0, name, data.toString());
  }

  private RunEvent end(HistoryEvent closing) {
    String status = Names.of(closing.getEventType()).replaceFirst("WORKFLOW_EXECUTION_", "");
    ObjectNode data = about(closing.getEventTime()).put("status", status);
    nextRunId = fields.of(EventFields.attributes(closing)).path("nextRunId").textValue();
    if (nextRunId != null) {
      data.put("nextRunId", nextRunId);
    }
    return new RunEvent(0, "end", data.toString());
  }

  private ObjectNode about(Timestamp time) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("workflowId", run.getWorkflowId())
        .put("runId", run.getRunId())
        .put("time", Timestamps.toString(time));
  }

  /** The id of the last event that it was given. */
  long position() {
    return position;
  }

  /** The event {@code end}, or null while the run goes on. */
  @Nullable RunEvent end() {
    return end;
  }

  /** The run that goes on in the place of one that has ended, or null. */
  @Nullable String nextRunId() {
    return nextRunId;
  }

  boolean hasOpenActivities() {
    return open.values().stream().anyMatch(names -> names.has("activityId"));
  }

  boolean isOpen(String activityId) {
    return open.values().stream()
        .anyMatch(names -> activityId.equals(names.path("activityId").textValue()));
  }
}
