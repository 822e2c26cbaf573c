package dev.throughline.api.run;

import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.Prefer;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** How long a request is to wait. */
final class Wait {
  private Wait() {}

  /**
   * Reads {@code 30}, {@code 30s}, {@code 500ms}, {@code 1m} and {@code PT30S}; what is longer than
   * the longest wait is that.
   *
   * @throws dev.throughline.api.problem.ProblemException 400, if it is none of these
   */
  static Duration of(String text) {
    Duration wait = duration(text.trim().toUpperCase(Locale.ROOT));
    return wait.compareTo(Prefer.LONGEST_WAIT) > 0 ? Prefer.LONGEST_WAIT : wait;
  }

  private static Duration duration(String text) {
    try {
      if (text.matches("\\d{1,9}MS")) {
        return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
      }
      if (text.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(text));
      }
      Duration wait = Duration.parse(text.startsWith("P") ? text : "PT" + text);
      if (!wait.isNegative()) {
        return wait;
      }
    } catch (DateTimeParseException e) {
      // Answered as any other bad wait.
    }
    throw Problem.of(400, "wait must be seconds, such as 30 or 30s, or an ISO 8601 duration.")
        .exception();
  }
}
