package dev.throughline.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, to be stopped in reverse order. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Closes every part, whether or not others fail.
   *
   * @throws IllegalStateException if any failed
   */
  @Override
  @SuppressWarnings("Interruption") // sets the flag that it has cleared itself
  public void close() {
    // An interrupted thread cannot wait, and a server is given time to stop.
    boolean interrupted = Thread.interrupted();
    IllegalStateException failure =
        new IllegalStateException("Not everything stopped as it should.");
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
