package dev.throughline.api.run;

import dev.throughline.api.temporal.Names;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event is about.
 *
 * @param kind of thing
 * @param status what became of it; null for what only happens, and for steps on the way to a status
 */
record EventKind(String kind, @Nullable String status) {
  /** By how the names of a kind's events begin; the rest of the name is the status. */
  private static final Map<String, String> OF_SEVERAL_EVENTS =
      Map.of(
          "ACTIVITY_TASK_", "activity",
          "TIMER_", "timer",
          "START_CHILD_WORKFLOW_EXECUTION_", "child",
          "CHILD_WORKFLOW_EXECUTION_", "child",
          "NEXUS_OPERATION_", "nexusOperation",
          "WORKFLOW_EXECUTION_UPDATE_", "update",
          "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_", "signalSent",
          "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_", "cancelSent",
          "WORKFLOW_TASK_", "workflowTask");

  static EventKind of(HistoryEvent event) {
    String name = Names.of(event.getEventType());
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> new EventKind("start", null);
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          new EventKind("end", name.substring("WORKFLOW_EXECUTION_".length()));
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> new EventKind("signal", null);
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> new EventKind("cancelRequest", null);
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
          new EventKind("signalSent", "COMPLETED");
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          new EventKind("cancelSent", "COMPLETED");
      case EVENT_TYPE_NEXUS_OPERATION_CANCEL_REQUEST_COMPLETED,
          EVENT_TYPE_NEXUS_OPERATION_CANCEL_REQUEST_FAILED ->
          new EventKind("nexusOperation", null);
      case EVENT_TYPE_MARKER_RECORDED ->
          new EventKind(marker(event.getMarkerRecordedEventAttributes().getMarkerName()), null);
      default ->
          OF_SEVERAL_EVENTS.entrySet().stream()
              .filter(kind -> name.startsWith(kind.getKey()))
              .findFirst()
              .map(kind -> new EventKind(kind.getValue(), name.substring(kind.getKey().length())))
              .orElseGet(() -> new EventKind(camelCase(name), null));
    };
  }

  /** As the SDKs name them. */
  private static String marker(String name) {
    return switch (name) {
      case "LocalActivity", "core_local_activity" -> "localActivity";
      case "Version", "core_patch" -> "version";
      case "SideEffect", "MutableSideEffect" -> "sideEffect";
      default -> "marker";
    };
  }

  private static String camelCase(String name) {
    StringBuilder camelCase = new StringBuilder();
    for (String word : name.toLowerCase(Locale.ROOT).split("_", -1)) {
      camelCase.append(
          camelCase.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camelCase.toString();
  }

  /** Whether nothing comes after this. */
  boolean isClosed() {
    return status != null
        && switch (status) {
          case "COMPLETED", "FAILED", "TIMED_OUT", "CANCELED", "TERMINATED", "FIRED", "REJECTED" ->
              true;
          default -> false;
        };
  }
}
