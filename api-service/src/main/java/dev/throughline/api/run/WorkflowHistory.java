package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a run's time-line.
 *
 * @param entries in the order in which they began. What began on an earlier page and went on here
 *     is here again, under the same {@code eventId}, with what is new
 * @param nextPageToken asks for the next page; null after the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowHistory(
    String workflowId, String runId, List<TimelineEntry> entries, @Nullable String nextPageToken) {}
