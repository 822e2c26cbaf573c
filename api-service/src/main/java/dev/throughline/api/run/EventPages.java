package dev.throughline.api.run;

import com.google.protobuf.ByteString;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;

/**
 * The events of a run, a page at a time.
 *
 * @param run with its run id
 */
record EventPages(TemporalService temporal, WorkflowExecution run) {
  static final int LARGEST = 1000;

  /**
   * Reads a page.
   *
   * @param token empty for the first
   */
  GetWorkflowExecutionHistoryResponse page(int size, ByteString token) {
    return temporal
        .calls()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setExecution(run)
                .setMaximumPageSize(size)
                .setNextPageToken(token)
                .build());
  }
}
