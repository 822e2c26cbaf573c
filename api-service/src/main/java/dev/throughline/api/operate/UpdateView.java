package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An update that its run has accepted.
 *
 * @param status {@code ACCEPTED} or {@code COMPLETED}
 * @param result of a completed one; null if it has none
 * @param links {@code self}, where the result can be had, and {@code run}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdateView(
    String workflowId,
    String runId,
    String name,
    String updateId,
    String status,
    @Nullable JsonNode result,
    Map<String, String> links) {}
