package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.throughline.api.temporal.Links;
import io.temporal.api.batch.v1.BatchOperationInfo;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch and how far it is.
 *
 * @param state {@code RUNNING}, {@code COMPLETED} or {@code FAILED}
 * @param total how many runs; it and what follows are not in a list
 * @param completed how many of them are done
 * @param failed how many of them could not be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchView(
    String jobId,
    String state,
    @Nullable Instant startTime,
    @Nullable Instant closeTime,
    @Nullable Long total,
    @Nullable Long completed,
    @Nullable Long failed,
    @Nullable String reason,
    Map<String, String> links) {

  static BatchView of(DescribeBatchOperationResponse batch) {
    return new BatchView(
        batch.getJobId(),
        name(batch.getState()),
        batch.hasStartTime() ? instant(batch.getStartTime()) : null,
        batch.hasCloseTime() ? instant(batch.getCloseTime()) : null,
        batch.getTotalOperationCount(),
        batch.getCompleteOperationCount(),
        batch.getFailureOperationCount(),
        batch.getReason(),
        links(batch.getJobId()));
  }

  static BatchView of(BatchOperationInfo batch) {
    return new BatchView(
        batch.getJobId(),
        name(batch.getState()),
        batch.hasStartTime() ? instant(batch.getStartTime()) : null,
        batch.hasCloseTime() ? instant(batch.getCloseTime()) : null,
        null,
        null,
        null,
        null,
        links(batch.getJobId()));
  }

  static String self(String jobId) {
    return "/batches/" + Links.segment(jobId);
  }

  private static Map<String, String> links(String jobId) {
    return Map.of("self", self(jobId), "stop", self(jobId) + "/stop");
  }

  private static String name(BatchOperationState state) {
    return state.name().substring("BATCH_OPERATION_STATE_".length());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochMilli(Timestamps.toMillis(time));
  }
}
