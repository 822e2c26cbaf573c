package dev.throughline.api.temporal;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverter;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, from its closing event.
 *
 * @param status as Temporal names it: {@code COMPLETED}, {@code FAILED}, {@code CANCELED}, {@code
 *     TERMINATED}, {@code TIMED_OUT}, {@code CONTINUED_AS_NEW}
 * @param result of a completed run; null where it has none
 * @param failure of any that ended otherwise, in words where Temporal has none
 * @param nextRunId the run that goes on in its place, after a continue-as-new, a retry or a cron
 */
public record Outcome(
    String status,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    @Nullable String nextRunId) {

  /**
   * Reads a closing event.
   *
   * @throws IllegalArgumentException if the event closes nothing
   */
  public static Outcome of(HistoryEvent closing, DataConverter converter) {
    switch (closing.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> {
        var completed = closing.getWorkflowExecutionCompletedEventAttributes();
        JsonNode result = JsonPayloads.first(completed.getResult(), converter);
        return new Outcome("COMPLETED", result, null, named(completed.getNewExecutionRunId()));
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> {
        var failed = closing.getWorkflowExecutionFailedEventAttributes();
        return ended("FAILED", view(failed.getFailure()), failed.getNewExecutionRunId());
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT -> {
        FailureView failure = new FailureView("TimeoutFailure", "workflow timed out", null);
        var timedOut = closing.getWorkflowExecutionTimedOutEventAttributes();
        return ended("TIMED_OUT", failure, timedOut.getNewExecutionRunId());
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> {
        return ended("CANCELED", new FailureView("CanceledFailure", "canceled", null), "");
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED -> {
        String reason = closing.getWorkflowExecutionTerminatedEventAttributes().getReason();
        return ended("TERMINATED", new FailureView("TerminatedFailure", reason, null), "");
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> {
        var continued = closing.getWorkflowExecutionContinuedAsNewEventAttributes();
        return new Outcome("CONTINUED_AS_NEW", null, null, named(continued.getNewExecutionRunId()));
      }
      default ->
          throw new IllegalArgumentException(closing.getEventType() + " does not close a run");
    }
  }

  private static Outcome ended(String status, FailureView failure, String nextRunId) {
    return new Outcome(status, null, failure, named(nextRunId));
  }

  private static FailureView view(Failure failure) {
    return FailureView.of(failure);
  }

  private static @Nullable String named(String runId) {
    return runId.isEmpty() ? null : runId;
  }
}
