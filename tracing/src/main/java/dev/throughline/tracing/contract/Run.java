package dev.throughline.tracing.contract;

import java.util.Objects;

/**
 * One run of a workflow: what Temporal names with three strings.
 *
 * @param namespace the namespace's name
 * @param workflowId the workflow id; empty for a standalone activity, which has none
 * @param runId the run id; for a standalone activity the activity's own
 */
public record Run(String namespace, String workflowId, String runId) {
  public Run {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(workflowId, "workflowId");
    Objects.requireNonNull(runId, "runId");
  }

  /** The same workflow, another run of it. */
  public Run withRunId(String otherRunId) {
    return new Run(namespace, workflowId, otherRunId);
  }
}
