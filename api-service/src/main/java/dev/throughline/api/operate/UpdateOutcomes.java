package dev.throughline.api.operate;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.update.v1.WaitPolicy;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for accepted updates, without a thread.
 *
 * @param temporal whose runs
 */
record UpdateOutcomes(TemporalService temporal) {
  /** Somewhat longer than the server holds a long poll. */
  private static final Duration LONG_POLL = Duration.ofSeconds(30);

  /**
   * Waits for an update.
   *
   * @param wait at most this long; zero only looks
   * @return completes with the outcome, or with null if there is none yet; fails as Temporal does,
   *     with NOT_FOUND for an update that was rejected or never was
   */
  CompletableFuture<@Nullable Outcome> outcome(
      WorkflowExecution run, String updateId, Duration wait) {
    CompletableFuture<@Nullable Outcome> outcome = new CompletableFuture<>();
    if (!wait.isZero()) {
      outcome.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
    PollWorkflowExecutionUpdateRequest request =
        PollWorkflowExecutionUpdateRequest.newBuilder()
            .setNamespace(temporal.namespace())
            .setUpdateRef(UpdateRef.newBuilder().setWorkflowExecution(run).setUpdateId(updateId))
            .setWaitPolicy(
                WaitPolicy.newBuilder()
                    .setLifecycleStage(
                        wait.isZero()
                            ? UpdateWorkflowExecutionLifecycleStage
                                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED
                            : UpdateWorkflowExecutionLifecycleStage
                                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED))
            .build();
    poll(request, !wait.isZero(), outcome);
    return outcome;
  }

  private void poll(
      PollWorkflowExecutionUpdateRequest request,
      boolean again,
      CompletableFuture<@Nullable Outcome> outcome) {
    ListenableFuture<PollWorkflowExecutionUpdateResponse> answer =
        temporal.laterCalls(LONG_POLL).pollWorkflowExecutionUpdate(request);
    var unused = outcome.whenComplete((done, failure) -> answer.cancel(false));
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable PollWorkflowExecutionUpdateResponse polled) {
            if (requireNonNull(polled).hasOutcome()) {
              outcome.complete(polled.getOutcome());
            } else if (!again) {
              outcome.complete(null);
            } else if (!outcome.isDone()) {
              poll(request, true, outcome);
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            if (again
                && Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED
                && !outcome.isDone()) {
              poll(request, true, outcome);
            } else {
              outcome.completeExceptionally(failure);
            }
          }
        },
        MoreExecutors.directExecutor());
  }
}
