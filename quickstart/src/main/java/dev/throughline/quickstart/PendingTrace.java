package dev.throughline.quickstart;

import java.time.Duration;
import java.time.Instant;

/** A trace until it is printed. Thread-safe. */
final class PendingTrace {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private int touches;
  private Instant nextLook = Instant.MAX;
  private Duration pause = QUIET;
  private boolean printed;

  /** A span of it has come. */
  synchronized void touch(Instant now) {
    if (!printed) {
      touches++;
      pause = QUIET;
      nextLook = now.plus(pause);
    }
  }

  /** Returns whether it is time to ask for the trace's runs. */
  synchronized boolean isDue(Instant now) {
    return !printed && !now.isBefore(nextLook);
  }

  /** Returns how many spans have come. */
  synchronized int touches() {
    return touches;
  }

  /**
   * Returns whether to print the trace now, which is true once.
   *
   * @param seen how many spans had come when the runs were asked for
   * @param closed whether all runs were closed
   */
  synchronized boolean finish(int seen, boolean closed, Instant now) {
    if (seen != touches) {
      return false;
    }
    if (closed) {
      printed = true;
      return true;
    }
    // A run may take months: ask less and less often, until a span comes.
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    nextLook = now.plus(pause);
    return false;
  }
}
