package dev.throughline.journal.otlp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to leave a backend alone after it has failed: twice as long each time, up to 30 seconds,
 * with a random part so that not all processes come at once.
 *
 * <p>Thread safety: none.
 */
public final class Backoff {
  private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long MOST_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration MOST_ASKED_FOR = Duration.ofMinutes(10);

  private long next = FIRST_NANOS;

  /** The next failure is a first one again. */
  public void succeeded() {
    next = FIRST_NANOS;
  }

  /**
   * The pause before the next attempt, in nanoseconds.
   *
   * @param asked what the backend has asked for, which is the least, up to ten minutes
   */
  public long failed(@Nullable Duration asked) {
    long pause = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    next = Math.min(2 * next, MOST_NANOS);
    if (asked == null || asked.isNegative()) {
      return pause;
    }
    Duration least = asked.compareTo(MOST_ASKED_FOR) < 0 ? asked : MOST_ASKED_FOR;
    return least.toNanos() + pause / 4;
  }
}
