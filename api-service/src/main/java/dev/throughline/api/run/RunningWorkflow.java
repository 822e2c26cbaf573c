package dev.throughline.api.run;

import java.util.Map;

/**
 * The answer to who asks for the result too early.
 *
 * @param runId the run that goes on: after a continue-as-new or a retry not the one asked for
 * @param status {@code RUNNING}
 * @param links by name, see {@link dev.throughline.api.temporal.Links}
 */
public record RunningWorkflow(
    String workflowId, String runId, String status, Map<String, String> links) {}
