package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import org.jspecify.annotations.Nullable;

/**
 * A child that has not closed.
 *
 * @param runId null before it has started
 * @param type the workflow type
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PendingChild(String workflowId, @Nullable String runId, String type) {
  static PendingChild of(PendingChildExecutionInfo info) {
    return new PendingChild(
        info.getWorkflowId(),
        info.getRunId().isEmpty() ? null : info.getRunId(),
        info.getWorkflowTypeName());
  }
}
