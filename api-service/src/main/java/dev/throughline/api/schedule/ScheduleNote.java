package dev.throughline.api.schedule;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Body of pausing and going on.
 *
 * @param note why, for whoever reads it later
 */
public record ScheduleNote(@Size(max = 1_000) @Nullable String note) {
  /** Temporal tells a pause from none by its note. */
  static String of(@Nullable ScheduleNote body, String otherwise) {
    return body == null || body.note() == null || body.note().isEmpty() ? otherwise : body.note();
  }
}
