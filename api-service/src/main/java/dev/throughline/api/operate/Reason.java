package dev.throughline.api.operate;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Body of what is done to a run from outside.
 *
 * @param reason why, for whoever reads the history later
 */
public record Reason(@Size(max = 1_000) @Nullable String reason) {
  static String of(@Nullable Reason body) {
    return body == null || body.reason() == null ? "" : body.reason();
  }
}
