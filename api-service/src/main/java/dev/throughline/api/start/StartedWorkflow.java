package dev.throughline.api.start;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.temporal.FailureView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a start.
 *
 * @param status {@code RUNNING}, or how the run ended while the request waited
 * @param traceId the trace that the run is part of; null, if the run is an earlier one and Temporal
 *     did not tell
 * @param result of a run that completed meanwhile
 * @param failure of one that ended otherwise
 * @param links by name, see {@link dev.throughline.api.temporal.Links}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartedWorkflow(
    String workflowId,
    String runId,
    String status,
    @Nullable String traceId,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    Map<String, String> links) {}
