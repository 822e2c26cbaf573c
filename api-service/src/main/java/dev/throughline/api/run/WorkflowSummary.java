package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list; what does not apply is left out.
 *
 * @param type the workflow type
 * @param status as Temporal names it: {@code RUNNING}, {@code COMPLETED}, {@code FAILED}, …
 * @param startTime when it was started
 * @param executionTime when its first task was due: later than {@code startTime} after a delay
 * @param closeTime when it closed
 * @param parent the run that it is a child of
 * @param historyLength in events; known once it has closed
 * @param links {@code self}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowSummary(
    String workflowId,
    String runId,
    String type,
    String status,
    Instant startTime,
    @Nullable Instant executionTime,
    @Nullable Instant closeTime,
    String taskQueue,
    @Nullable RunReference parent,
    @Nullable Long historyLength,
    Map<String, JsonNode> memo,
    Map<String, JsonNode> searchAttributes,
    Map<String, String> links) {}
