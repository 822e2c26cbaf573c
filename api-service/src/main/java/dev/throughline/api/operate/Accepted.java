package dev.throughline.api.operate;

import dev.throughline.api.temporal.Links;
import io.temporal.api.common.v1.WorkflowExecution;
import java.util.Map;

/**
 * What a request was accepted for.
 *
 * @param links by name, see {@link Links}
 */
public record Accepted(String workflowId, String runId, Map<String, String> links) {
  static Accepted of(WorkflowExecution run, Links links) {
    return new Accepted(
        run.getWorkflowId(), run.getRunId(), links.of(run.getWorkflowId(), run.getRunId()));
  }
}
