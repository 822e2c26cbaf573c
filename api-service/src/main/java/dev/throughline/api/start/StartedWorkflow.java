package dev.throughline.api.start;

import java.util.Map;

/**
 * The answer to a start.
 *
 * @param status {@code RUNNING}
 * @param traceId the trace that the run is part of
 * @param links by name, see {@link dev.throughline.api.temporal.Links}
 */
record StartedWorkflow(
    String workflowId, String runId, String status, String traceId, Map<String, String> links) {}
