package dev.throughline.api.schedule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Times in the past that a schedule acts on now.
 *
 * @param startAt the first moment
 * @param endAt the last moment
 * @param overlap of these runs; default: the schedule's
 */
public record Backfill(
    @NotNull Instant startAt, @NotNull Instant endAt, ScheduleRequest.@Nullable Overlap overlap) {
  @JsonIgnore
  @AssertTrue(message = "startAt must be before endAt")
  boolean isInOrder() {
    return startAt == null || endAt == null || startAt.isBefore(endAt);
  }
}
