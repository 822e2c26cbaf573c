package dev.throughline.conformance;

import com.google.protobuf.util.Timestamps;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import java.util.List;

/**
 * What the server says of a run, and the span ids that the contract derives from it.
 *
 * @param run the run
 * @param events its event history
 */
record RunHistory(Run run, List<HistoryEvent> events) {
  /** Reads it whole. */
  static RunHistory of(TemporalServer temporal, String workflowId, String runId) {
    List<HistoryEvent> events =
        temporal
            .service()
            .blockingStub()
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(
                        WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId))
                    .build())
            .getHistory()
            .getEventsList();
    return new RunHistory(new Run("default", workflowId, runId), events);
  }

  /** Whether the run has come to its first timer. */
  boolean isWaiting() {
    return events.stream().anyMatch(HistoryEvent::hasTimerStartedEventAttributes);
  }

  /** Whether a workflow task was taken up and not answered in time. */
  boolean hasLateTask() {
    return events.stream()
        .anyMatch(
            event ->
                event.getWorkflowTaskTimedOutEventAttributes().getTimeoutType()
                    == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
  }

  /** Returns the names of the signals that the run got, in order. */
  List<String> signals() {
    return events.stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(event -> event.getWorkflowExecutionSignaledEventAttributes().getSignalName())
        .toList();
  }

  /** Returns the run's own header, as text. */
  String header() {
    return events
        .get(0)
        .getWorkflowExecutionStartedEventAttributes()
        .getHeader()
        .getFieldsOrThrow("_tracer-data")
        .getData()
        .toStringUtf8();
  }

  String runWorkflowId() {
    return Ids.runWorkflow(run);
  }

  String startActivityId(String type) {
    HistoryEvent scheduled = scheduled(type);
    return Ids.startActivity(run, activityId(scheduled), millis(scheduled));
  }

  /** Returns the id of a first attempt; when a later one was scheduled, history does not say. */
  String firstAttemptId(String type) {
    HistoryEvent scheduled = scheduled(type);
    return Ids.runActivity(run, activityId(scheduled), 1, millis(scheduled));
  }

  private HistoryEvent scheduled(String activityType) {
    return events.stream()
        .filter(
            event ->
                event
                    .getActivityTaskScheduledEventAttributes()
                    .getActivityType()
                    .getName()
                    .equals(activityType))
        .findFirst()
        .orElseThrow();
  }

  private static String activityId(HistoryEvent scheduled) {
    return scheduled.getActivityTaskScheduledEventAttributes().getActivityId();
  }

  private static long millis(HistoryEvent event) {
    return Timestamps.toMillis(event.getEventTime());
  }
}
