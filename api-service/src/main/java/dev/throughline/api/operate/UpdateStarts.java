package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Context;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.failure.ApplicationFailure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends updates, and waits until a worker has accepted or rejected them.
 *
 * @param temporal whose runs
 */
record UpdateStarts(TemporalService temporal) {
  /** As long as other calls may take: the thread waits. */
  private static final long ACCEPTED_WITHIN_SECONDS = 5;

  /**
   * Sends an update.
   *
   * @throws dev.throughline.api.problem.ProblemException 409 if the run has closed; 504 if no
   *     worker has taken the update in five seconds, which then may still be accepted later
   */
  WorkflowUpdateHandle<JsonNode> start(
      String workflowId, String runId, String name, String updateId, Object[] arguments) {
    UpdateOptions<JsonNode> options =
        UpdateOptions.newBuilder(JsonNode.class)
            .setUpdateName(name)
            .setUpdateId(updateId)
            .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
            .build();
    // The SDK has no time-out for this: without a worker it would ask for ever.
    Context.CancellableContext patience = Context.current().withCancellation();
    CompletableFuture.delayedExecutor(ACCEPTED_WITHIN_SECONDS, TimeUnit.SECONDS)
        .execute(() -> patience.cancel(null));
    try {
      return patience
          .wrap(() -> Target.stub(temporal, workflowId, runId).startUpdate(options, arguments))
          .call();
    } catch (WorkflowNotFoundException closed) {
      throw Target.closed();
    } catch (WorkflowServiceException e) {
      throw timedOut(e) ? noWorker(updateId) : e;
    } catch (CancellationException e) {
      throw noWorker(updateId);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      patience.cancel(null);
    }
  }

  /** Whatever it was that failed, as the problem of an update that its run has not accepted. */
  static RuntimeException rejected(Throwable failure) {
    Throwable thrown = failure instanceof CompletionException ? failure.getCause() : failure;
    if (thrown instanceof WorkflowUpdateException update
        && update.getCause() instanceof ApplicationFailure reason) {
      return Problem.of(
              "update-rejected",
              "The workflow rejected the update",
              422,
              reason.getOriginalMessage())
          .with("failure", new FailureView(reason.getType(), reason.getOriginalMessage(), null))
          .exception();
    }
    return thrown instanceof RuntimeException known ? known : new CompletionException(thrown);
  }

  /** The SDK says so in either way, by the moment of the cancellation. */
  private static boolean timedOut(WorkflowServiceException e) {
    return e instanceof WorkflowUpdateTimeoutOrCancelledException
        || e.getCause() instanceof WorkflowUpdateTimeoutOrCancelledException
        || e.getCause() instanceof CancellationException;
  }

  private static RuntimeException noWorker(String updateId) {
    return Problem.of(
            504,
            "No worker has taken the update in time. It may still be accepted: ask for it again"
                + " with the same Idempotency-Key.")
        .with("updateId", updateId)
        .exception();
  }
}
