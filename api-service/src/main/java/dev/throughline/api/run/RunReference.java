package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.temporal.api.common.v1.WorkflowExecution;
import org.jspecify.annotations.Nullable;

/**
 * Another run.
 *
 * @param workflowId its workflow id
 * @param runId its run id; null where only the workflow is named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReference(String workflowId, @Nullable String runId) {
  static @Nullable RunReference given(WorkflowExecution run) {
    return run.getWorkflowId().isEmpty()
        ? null
        : new RunReference(run.getWorkflowId(), run.getRunId().isEmpty() ? null : run.getRunId());
  }
}
