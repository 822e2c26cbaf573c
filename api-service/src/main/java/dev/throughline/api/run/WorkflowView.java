package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.temporal.FailureView;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API shows it; what does not apply is left out.
 *
 * @param status as Temporal names it: {@code RUNNING}, {@code COMPLETED}, {@code FAILED}, …
 * @param traceId the trace that the run is part of
 * @param result of a completed run
 * @param failure of one that ended otherwise
 * @param links by name, see {@link dev.throughline.api.temporal.Links}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowView(
    String workflowId,
    String runId,
    String type,
    String status,
    Instant startTime,
    @Nullable Instant closeTime,
    String traceId,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    Map<String, String> links) {}
