package dev.throughline.workflows;

import org.jspecify.annotations.Nullable;

/** Checks of input data. What fails is an {@link IllegalArgumentException} that names the field. */
final class Require {

  /** Text without ISO control characters, as Java and JSON Schema both write it. */
  static final String LINE = "[^\\u0000-\\u001F\\u007F-\\u009F]*";

  private Require() {}

  static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }

  /**
   * Present, not blank, and a {@link #LINE}: a line break would begin another mail header, and
   * PostgreSQL stores no NUL.
   */
  static void oneLine(String field, @Nullable String value) {
    String line = present(field, value);
    if (line.isBlank()) {
      throw new IllegalArgumentException(field + " is blank");
    }
    if (!line.matches(LINE)) {
      throw new IllegalArgumentException(field + " has a line break or another control character");
    }
  }

  static void matches(String field, @Nullable String value, String regex) {
    if (!present(field, value).matches(regex)) {
      throw new IllegalArgumentException(field + " does not match " + regex);
    }
  }

  static void atMost(String field, String value, int length) {
    if (value.length() > length) {
      throw new IllegalArgumentException(
          field + " has " + value.length() + " characters, more than " + length);
    }
  }

  static void between(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          field + " is " + value + ", not between " + min + " and " + max);
    }
  }
}
