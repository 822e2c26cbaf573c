package dev.throughline.api.temporal;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The run that has the result: the one that was asked for, or the one that took its place when it
 * continued as new or was retried. Not a cron's next turn, which has a result of its own.
 *
 * @param run with its run id
 * @param closing its last event; null while it goes on
 */
public record ChainEnd(WorkflowExecution run, @Nullable HistoryEvent closing) {

  /**
   * Looks for it.
   *
   * @param run where to begin, with its run id
   * @param wait for it to close, in all, which takes no thread; zero only looks, and does
   * @return fails as Temporal does
   * @throws io.grpc.StatusRuntimeException as Temporal answers, where it only looks
   */
  public static CompletableFuture<ChainEnd> find(
      TemporalService temporal, WorkflowExecution run, Duration wait) {
    return wait.isZero()
        ? CompletableFuture.completedFuture(now(temporal, run))
        : await(temporal, run, System.nanoTime() + wait.toNanos());
  }

  private static ChainEnd now(TemporalService temporal, WorkflowExecution run) {
    WorkflowExecution latest = run;
    while (temporal.describe(latest).getWorkflowExecutionInfo().hasCloseTime()) {
      HistoryEvent closing = temporal.closingEvent(latest);
      String next = next(closing);
      if (next.isEmpty()) {
        return new ChainEnd(latest, closing);
      }
      latest = TemporalService.run(run.getWorkflowId(), next);
    }
    return new ChainEnd(latest, null);
  }

  private static CompletableFuture<ChainEnd> await(
      TemporalService temporal, WorkflowExecution run, long deadline) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return temporal
        .closing(run, left)
        .thenCompose(
            closing -> {
              String next = closing == null ? "" : next(closing);
              return next.isEmpty()
                  ? CompletableFuture.completedFuture(new ChainEnd(run, closing))
                  : await(temporal, TemporalService.run(run.getWorkflowId(), next), deadline);
            });
  }

  /** The run that goes on in its place; empty if none does. */
  static String next(HistoryEvent last) {
    return switch (last.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> {
        var failed = last.getWorkflowExecutionFailedEventAttributes();
        yield retried(failed.getRetryState()) ? failed.getNewExecutionRunId() : "";
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT -> {
        var timedOut = last.getWorkflowExecutionTimedOutEventAttributes();
        yield retried(timedOut.getRetryState()) ? timedOut.getNewExecutionRunId() : "";
      }
      default -> "";
    };
  }

  /** If not, the run after a failed one is a cron's next turn. */
  private static boolean retried(RetryState state) {
    return state == RetryState.RETRY_STATE_IN_PROGRESS;
  }
}
