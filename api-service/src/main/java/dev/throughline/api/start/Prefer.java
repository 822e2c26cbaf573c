package dev.throughline.api.start;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Prefer} header (RFC 7240), as far as this API honours it. What it does not know, or
 * cannot read, it ignores, as the RFC has it.
 *
 * @param respondAsync {@code respond-async}
 * @param waiting {@code wait=SECONDS}, null if there is none
 */
public record Prefer(boolean respondAsync, @Nullable Duration waiting) {
  /** The longest that a request waits, whatever it prefers. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /**
   * Reads the header.
   *
   * @param fields its fields, each a list of preferences; of the same one the first counts
   */
  public static Prefer of(@Nullable List<String> fields) {
    boolean respondAsync = false;
    Duration waiting = null;
    List<String> preferences =
        fields == null
            ? List.of()
            : fields.stream().flatMap(field -> Arrays.stream(field.split(",", -1))).toList();
    for (String preference : preferences) {
      String[] parts = preference.split(";", 2)[0].split("=", 2);
      String name = parts[0].trim().toLowerCase(Locale.ROOT);
      if (name.equals("respond-async")) {
        respondAsync = true;
      } else if (name.equals("wait") && parts.length == 2 && waiting == null) {
        waiting = seconds(parts[1].trim().replace("\"", ""));
      }
    }
    return new Prefer(respondAsync, waiting);
  }

  /** How long to wait: what is preferred, up to {@link #LONGEST_WAIT}; zero if nothing is. */
  public Duration honouredWait() {
    return honouredWait(Duration.ZERO);
  }

  /**
   * How long to wait.
   *
   * @param otherwise where {@code wait} is not there; {@code respond-async} alone means not at all
   */
  public Duration honouredWait(Duration otherwise) {
    if (waiting == null) {
      return respondAsync ? Duration.ZERO : otherwise;
    }
    return waiting.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : waiting;
  }

  /** The value of {@code Preference-Applied}; null if nothing was preferred. */
  public @Nullable String applied() {
    String async = respondAsync ? "respond-async" : "";
    String waits = waiting == null ? "" : "wait=" + honouredWait().toSeconds();
    String applied = async + (async.isEmpty() || waits.isEmpty() ? "" : ", ") + waits;
    return applied.isEmpty() ? null : applied;
  }

  private static @Nullable Duration seconds(String number) {
    if (!number.matches("[0-9]{1,9}")) {
      return null;
    }
    return Duration.ofSeconds(Long.parseLong(number));
  }
}
