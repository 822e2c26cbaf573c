package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs, newest first.
 *
 * @param workflows the page
 * @param nextPageToken asks for the next page of the same query; null after the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowList(List<WorkflowSummary> workflows, @Nullable String nextPageToken) {}
