package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.Starts;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Context;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends updates, and waits until a worker has accepted or rejected them.
 *
 * @param temporal whose runs
 */
record UpdateStarts(TemporalService temporal) {
  /** As long as other calls may take: the thread waits. */
  private static final long ACCEPTED_WITHIN_SECONDS = 5;

  /**
   * An update of a run that may have to be started first.
   *
   * @param type the workflow's
   * @param id the update's
   * @param starting starts the run with what it is given, or finds the one that the request's first
   *     time had started
   */
  record WithStart(
      String type,
      String name,
      String id,
      List<Object> arguments,
      List<Object> startArguments,
      Function<Starts.Call, WorkflowExecution> starting) {

    WorkflowExecution started(Starts.Call call) {
      return starting.apply(call);
    }
  }

  /**
   * Sends an update.
   *
   * @throws dev.throughline.api.problem.ProblemException 409 if the run has closed; 504 if no
   *     worker has taken the update in five seconds, which then may still be accepted later
   */
  WorkflowUpdateHandle<JsonNode> start(
      WorkflowExecution run, String name, String updateId, Object[] arguments) {
    WorkflowStub stub = Target.stub(temporal, run.getWorkflowId(), run.getRunId());
    return patiently(
        run.getWorkflowId(), updateId, () -> stub.startUpdate(options(name, updateId), arguments));
  }

  /** The same, with a start. */
  WorkflowExecution start(
      WithStart update, WorkflowOptions options, Consumer<WorkflowUpdateHandle<JsonNode>> sent) {
    WorkflowOptions joining =
        options.getWorkflowIdConflictPolicy() == null
            ? WorkflowOptions.newBuilder(options)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .build()
            : options;
    WorkflowStub stub = temporal.client().newUntypedWorkflowStub(update.type(), joining);
    WorkflowUpdateHandle<JsonNode> handle;
    try {
      handle =
          patiently(
              joining.getWorkflowId(),
              update.id(),
              () ->
                  stub.startUpdateWithStart(
                      options(update.name(), update.id()),
                      update.arguments().toArray(),
                      update.startArguments().toArray()));
    } catch (WorkflowServiceException e) {
      if (Status.fromThrowable(e).getCode() == Status.Code.ALREADY_EXISTS) {
        // The SDK loses what the server says of it when there is an update, too.
        throw new WorkflowExecutionAlreadyStarted(e.getExecution(), update.type(), e);
      }
      throw e;
    }
    sent.accept(handle);
    return handle.getExecution();
  }

  private static UpdateOptions<JsonNode> options(String name, String updateId) {
    return UpdateOptions.newBuilder(JsonNode.class)
        .setUpdateName(name)
        .setUpdateId(updateId)
        .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
        .build();
  }

  private static WorkflowUpdateHandle<JsonNode> patiently(
      String workflowId, String updateId, Callable<WorkflowUpdateHandle<JsonNode>> call) {
    // The SDK has no time-out for this: without a worker it would ask for ever.
    Context.CancellableContext patience = Context.current().withCancellation();
    CompletableFuture.delayedExecutor(ACCEPTED_WITHIN_SECONDS, TimeUnit.SECONDS)
        .execute(() -> patience.cancel(null));
    try {
      return patience.wrap(call).call();
    } catch (WorkflowNotFoundException closed) {
      throw Target.closed();
    } catch (WorkflowServiceException e) {
      throw timedOut(e) ? noWorker(workflowId, updateId) : e;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      patience.cancel(null);
    }
  }

  /**
   * Whatever it was that failed, as the problem of an update that its run has not accepted.
   *
   * @param run which, so that it is known also to who has just started it
   */
  static RuntimeException rejected(WorkflowExecution run, Throwable failure) {
    Throwable thrown = failure instanceof CompletionException ? failure.getCause() : failure;
    if (thrown instanceof WorkflowUpdateException update
        && update.getCause() instanceof ApplicationFailure reason) {
      // The reason's type is lost: the SDK's worker has one of its own in its place.
      return Problem.of(
              "update-rejected",
              "The workflow rejected the update",
              422,
              reason.getOriginalMessage())
          .with("workflowId", run.getWorkflowId())
          .with("runId", run.getRunId())
          .exception();
    }
    return thrown instanceof RuntimeException known ? known : new CompletionException(thrown);
  }

  private static boolean timedOut(WorkflowServiceException e) {
    return e instanceof WorkflowUpdateTimeoutOrCancelledException
        || e.getCause() instanceof WorkflowUpdateTimeoutOrCancelledException
        || e.getCause() instanceof CancellationException;
  }

  private static RuntimeException noWorker(String workflowId, String updateId) {
    return Problem.of(
            504,
            "No worker has taken the update in time, and one may still do so. Who has sent an"
                + " Idempotency-Key can ask again with it.")
        .with("workflowId", workflowId)
        .with("updateId", updateId)
        .exception();
  }
}
