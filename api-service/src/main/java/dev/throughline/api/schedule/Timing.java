package dev.throughline.api.schedule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When: at all times of all cron expressions and intervals.
 *
 * @param cron five to seven fields, or {@code @daily} and the like
 * @param timeZone of the cron expressions, such as {@code Europe/Berlin}; default: UTC
 * @param startAt not before
 * @param endAt not after
 * @param jitter each time is put off by a random part of it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Timing(
    @Size(max = 100)
        @Nullable
            List<
                @NotBlank @Size(max = 200)
                @Pattern(regexp = "[^#]*", message = "must be a cron expression without a comment")
                String>
            cron,
    @Size(max = 100) @Nullable List<@Valid @NotNull Interval> intervals,
    @Nullable String timeZone,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    @Nullable Duration jitter) {

  /**
   * Every so often, counted from 1970.
   *
   * @param every at least a second
   * @param offset less than {@code every}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Interval(@NotNull Duration every, @Nullable Duration offset) {
    @JsonIgnore
    @AssertTrue(message = "every must be at least PT1S, and offset between zero and every")
    boolean isPossible() {
      return every == null
          || (every.compareTo(Duration.ofSeconds(1)) >= 0
              && (offset == null || (!offset.isNegative() && offset.compareTo(every) < 0)));
    }
  }

  @JsonIgnore
  @AssertTrue(message = "give at least one of cron and intervals")
  boolean isSome() {
    return (cron != null && !cron.isEmpty()) || (intervals != null && !intervals.isEmpty());
  }

  @JsonIgnore
  @AssertTrue(message = "timeZone must be a name of the time zone database")
  boolean isKnownTimeZone() {
    try {
      return timeZone == null || ZoneId.of(timeZone) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
