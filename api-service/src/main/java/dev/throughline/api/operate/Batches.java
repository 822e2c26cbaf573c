package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Empty;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.WorkflowTypes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.batch.v1.BatchOperationCancellation;
import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.batch.v1.BatchOperationSignal;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.ResetOptions;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StopBatchOperationRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's batch operations.
 *
 * @param temporal whose runs
 * @param types whose signals can be sent
 */
record Batches(TemporalService temporal, WorkflowTypes types) {

  /**
   * Starts a batch.
   *
   * @param key null if the request has none
   * @throws StatusRuntimeException INVALID_ARGUMENT for a query that is none
   */
  void start(String jobId, BatchRequest batch, @Nullable IdempotencyKey key) {
    check(batch.query());
    String identity = identity(key);
    StartBatchOperationRequest request = request(batch, identity).setJobId(jobId).build();
    try {
      var unused = temporal.calls().startBatchOperation(request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
      if (key == null) {
        throw Problem.of(409, "There is a batch with this jobId.").exception();
      }
    }
    // Temporal may also answer a repeat like the first one, whatever it has in it.
    if (key != null && !describe(jobId).getIdentity().equals(identity)) {
      throw IdempotencyKey.reused();
    }
  }

  DescribeBatchOperationResponse describe(String jobId) {
    return found(
        () ->
            temporal
                .calls()
                .describeBatchOperation(
                    DescribeBatchOperationRequest.newBuilder()
                        .setNamespace(temporal.namespace())
                        .setJobId(jobId)
                        .build()));
  }

  void stop(String jobId, String reason) {
    var unused =
        found(
            () ->
                temporal
                    .calls()
                    .stopBatchOperation(
                        StopBatchOperationRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setJobId(jobId)
                            // Temporal insists on one.
                            .setReason(reason.isEmpty() ? "Stopped" : reason)
                            .setIdentity(identity(null))
                            .build()));
  }

  private static <T> T found(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        throw Problem.of(404, "There is no such batch.").exception();
      }
      throw e;
    }
  }

  /** A query that is valid by itself stays inside the brackets that are put around it. */
  private void check(String query) {
    var unused =
        temporal
            .calls()
            .countWorkflowExecutions(
                CountWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setQuery(query)
                    .build());
  }

  private StartBatchOperationRequest.Builder request(BatchRequest batch, String identity) {
    StartBatchOperationRequest.Builder request =
        StartBatchOperationRequest.newBuilder()
            .setNamespace(temporal.namespace())
            .setReason(batch.reason())
            .setVisibilityQuery(BatchQuery.guarded(batch.query()));
    if (batch.signal() != null) {
      return request
          .setVisibilityQuery(BatchQuery.signalable(batch.query(), batch.signal(), types))
          .setSignalOperation(
              BatchOperationSignal.newBuilder()
                  .setIdentity(identity)
                  .setSignal(batch.signal().name())
                  .setInput(payloads(batch.signal().input())));
    }
    if (batch.reset() != null) {
      return request.setResetOperation(
          BatchOperationReset.newBuilder()
              .setIdentity(identity)
              .setOptions(options(batch.reset())));
    }
    return batch.operation() == BatchRequest.Operation.CANCEL
        ? request.setCancellationOperation(
            BatchOperationCancellation.newBuilder().setIdentity(identity))
        : request.setTerminationOperation(
            BatchOperationTermination.newBuilder().setIdentity(identity));
  }

  private static ResetOptions options(BatchRequest.Reset reset) {
    ResetOptions.Builder options =
        ResetOptions.newBuilder()
            .addAllResetReapplyExcludeTypes(ResetRequest.Reapply.excluded(reset.reapply()));
    return reset.workflowTask() == ResetRequest.Task.FIRST
        ? options.setFirstWorkflowTask(Empty.getDefaultInstance()).build()
        : options.setLastWorkflowTask(Empty.getDefaultInstance()).build();
  }

  private Payloads payloads(@Nullable JsonNode input) {
    return input == null
        ? Payloads.getDefaultInstance()
        : temporal
            .client()
            .getOptions()
            .getDataConverter()
            .toPayloads(input)
            .orElse(Payloads.getDefaultInstance());
  }

  /** What a batch tells of its request again, signal and all. */
  private String identity(@Nullable IdempotencyKey key) {
    String identity = temporal.client().getOptions().getIdentity();
    return key == null ? identity : key.mark();
  }
}
