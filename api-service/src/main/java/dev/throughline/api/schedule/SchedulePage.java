package dev.throughline.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some schedules.
 *
 * @param nextPageToken for {@code pageToken} of the next request; null after the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchedulePage(List<Entry> schedules, @Nullable String nextPageToken) {

  /**
   * A schedule in short. Temporal lists one a moment after it was made or changed.
   *
   * @param type what it starts
   * @param nextTime when it acts next; null if it does not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      String scheduleId,
      String type,
      boolean paused,
      String note,
      @Nullable Instant nextTime,
      Map<String, String> links) {}
}
