package dev.throughline.quickstart;

import java.time.Duration;
import java.time.Instant;

/** A trace until it is printed. Thread-safe. */
final class PendingTrace {
  private static final Duration QUIET = Duration.ofSeconds(1);

  private int touches;
  private Instant nextLook = Instant.MAX;
  private boolean printed;

  /** A span of it has come. */
  synchronized void touch(Instant now) {
    if (!printed) {
      touches++;
      nextLook = now.plus(QUIET);
    }
  }

  /** Returns whether it is time to look at the trace's spans. */
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
   * @param seen how many spans had come when they were looked at
   * @param closed whether all runs were closed; else it waits for another span, which tells the end
   */
  synchronized boolean finish(int seen, boolean closed) {
    if (seen != touches) {
      return false;
    }
    nextLook = Instant.MAX;
    printed = closed;
    return closed;
  }
}
