package dev.throughline.api.operate;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where runs can be reset to, and where they were.
 *
 * @param temporal whose runs
 */
record ResetPoints(TemporalService temporal) {
  private static final String MARK = " " + IdempotencyKey.MARK + "=";
  private static final int PAGE_SIZE = 500;

  /** The event that the request asks for, or means. */
  long eventId(WorkflowExecution run, ResetRequest reset) {
    if (reset.eventId() != null) {
      return reset.eventId();
    }
    Predicate<HistoryEvent> completed =
        event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
    HistoryEvent event =
        reset.workflowTask() == ResetRequest.Task.FIRST
            ? first(run, completed)
            : last(run, completed);
    if (event == null) {
      throw Problem.of(
              "nothing-to-reset",
              "The run has no completed workflow task",
              409,
              "No worker has begun with the run yet.")
          .exception();
    }
    return event.getEventId();
  }

  /** The reason of a reset, with the mark of its key. */
  static String marked(String reason, IdempotencyKey key) {
    return reason + MARK + key.mark();
  }

  /** The mark of the key of the reset that made the run; empty if there is none. */
  String mark(WorkflowExecution run) {
    HistoryEvent point =
        last(
            run,
            event ->
                event.getWorkflowTaskFailedEventAttributes().getCause()
                    == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW);
    String reason =
        point == null ? "" : point.getWorkflowTaskFailedEventAttributes().getFailure().getMessage();
    int mark = reason.lastIndexOf(MARK);
    return mark < 0 ? "" : reason.substring(mark + MARK.length());
  }

  private @Nullable HistoryEvent first(WorkflowExecution run, Predicate<HistoryEvent> wanted) {
    var request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(temporal.namespace())
            .setExecution(run)
            .setMaximumPageSize(PAGE_SIZE);
    ByteString page;
    do {
      var answer = temporal.calls().getWorkflowExecutionHistory(request.build());
      HistoryEvent event = found(answer.getHistory(), wanted);
      if (event != null) {
        return event;
      }
      page = answer.getNextPageToken();
      request.setNextPageToken(page);
    } while (!page.isEmpty());
    return null;
  }

  private @Nullable HistoryEvent last(WorkflowExecution run, Predicate<HistoryEvent> wanted) {
    var request =
        GetWorkflowExecutionHistoryReverseRequest.newBuilder()
            .setNamespace(temporal.namespace())
            .setExecution(run)
            .setMaximumPageSize(PAGE_SIZE);
    ByteString page;
    do {
      var answer = temporal.calls().getWorkflowExecutionHistoryReverse(request.build());
      HistoryEvent event = found(answer.getHistory(), wanted);
      if (event != null) {
        return event;
      }
      page = answer.getNextPageToken();
      request.setNextPageToken(page);
    } while (!page.isEmpty());
    return null;
  }

  private static @Nullable HistoryEvent found(History history, Predicate<HistoryEvent> wanted) {
    return history.getEventsList().stream().filter(wanted).findFirst().orElse(null);
  }
}
