package dev.throughline.journal.otlp;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The beginning of what a backend said, as one line that is safe in a log. */
final class Excerpt {
  private static final int MAX_LENGTH = 300;
  private static final Pattern BLANK_OR_CONTROL = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]+");
  private static final Pattern BINARY = Pattern.compile("[\\p{Cc}\uFFFD&&[^\\s]]");

  private Excerpt() {}

  /** Empty if the bytes are no text. */
  static String of(byte[] bytes) {
    String text = start(new String(bytes, StandardCharsets.UTF_8));
    return BINARY.matcher(text).find() ? "" : of(text);
  }

  static String of(String text) {
    return start(BLANK_OR_CONTROL.matcher(text).replaceAll(" ").strip());
  }

  /** {@code status: what was said}, or only the status. */
  static String join(String status, String said) {
    String excerpt = of(said);
    return excerpt.isEmpty() ? status.strip() : status.strip() + ": " + excerpt;
  }

  private static String start(String text) {
    return text.codePointCount(0, text.length()) <= MAX_LENGTH
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH));
  }
}
