package dev.throughline.recorder.verify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A span as a backend has it.
 *
 * @param spanId 16 lower-case hexadecimal digits
 * @param parentSpanId the same of the parent in the same trace, empty if there is none
 * @param server whether its kind is SERVER: its parent may be a stranger's and stored elsewhere
 * @param activityId the attribute {@code temporalActivityID}, or {@code null}
 * @param attempt the attribute {@code temporal.attempt}, or 0
 * @param content all that is stored of it, with its resource; equal for equal spans
 */
public record StoredSpan(
    String spanId,
    String parentSpanId,
    String name,
    boolean server,
    @Nullable String activityId,
    long attempt,
    Object content) {

  /**
   * An id in the form of this record: some backends leave leading zeros out.
   *
   * @return empty for no id, or one of zeros only
   */
  static String id(String hex) {
    String digits = hex.toLowerCase(Locale.ROOT);
    return digits.chars().allMatch(digit -> digit == '0') ? "" : padded(digits, 16);
  }

  /** With leading zeros. */
  static String padded(String hex, int length) {
    return "0".repeat(Math.max(0, length - hex.length())) + hex.toLowerCase(Locale.ROOT);
  }
}
