package dev.throughline.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the next segment ready before it is needed, so that an appending thread does not make files.
 * One thread makes them; it never holds the lock meanwhile.
 */
final class SegmentSupply {
  private static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

  /** Makes a segment. */
  interface Maker {
    ActiveSegment make() throws IOException;
  }

  private final Maker maker;
  private final Consumer<ActiveSegment> started;
  private volatile @Nullable ActiveSegment current;
  private @Nullable ActiveSegment spare;
  private volatile @Nullable IOException failure;
  private @Nullable Thread making;
  private boolean closed;

  /**
   * A supply that is empty.
   *
   * @param started told of a segment before anything is appended to it
   */
  SegmentSupply(Maker maker, Consumer<ActiveSegment> started) {
    this.maker = maker;
    this.started = started;
  }

  /** Where to append, or null if there is nowhere. */
  @Nullable ActiveSegment current() {
    return current;
  }

  /** Why there is no room, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Where to append after a segment that has no room. Waits a moment for one that is being made, so
   * that a burst is not dropped, but not for long: the caller may be a request. The making thread
   * does not wait, as it would for itself.
   *
   * @return null if there is nowhere
   */
  synchronized @Nullable ActiveSegment after(ActiveSegment full) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    boolean interrupted = false;
    try {
      while (current == full) {
        full.seal();
        long left = deadline - System.nanoTime();
        if (closed) {
          return null;
        } else if (spare != null) {
          start(spare);
          spare = null;
          notifyAll();
        } else if (failure != null || left <= 0 || Thread.currentThread() == making) {
          return null;
        } else {
          try {
            wait(left / 1_000_000, (int) (left % 1_000_000));
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      return current;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The disk has failed under a segment. */
  void failed(IOException cause) {
    failure = cause;
  }

  /** Makes a segment if none is ready. The making thread's alone. */
  void refill() {
    synchronized (this) {
      making = Thread.currentThread();
      if (spare != null || closed) {
        return;
      }
    }
    ActiveSegment made = null;
    IOException failed = null;
    try {
      made = maker.make();
    } catch (IOException e) {
      failed = e;
    }
    synchronized (this) {
      failure = failed;
      if (made != null) {
        ActiveSegment before = current;
        if (!closed && (before == null || before.isSealed())) {
          start(made);
        } else {
          spare = made;
        }
      }
      notifyAll();
    }
  }

  /** Waits until a segment is wanted, or for so long. The making thread's alone. */
  synchronized void awaitDemand(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (left > 0 && !closed && (spare != null || failure != null)) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  /** The segment that was never used, if any. */
  synchronized @Nullable ActiveSegment spare() {
    return spare;
  }

  /** Ends it: there is no room any more. */
  synchronized void close() {
    closed = true;
    ActiveSegment last = current;
    if (last != null) {
      last.seal();
    }
    notifyAll();
  }

  private void start(ActiveSegment segment) {
    started.accept(segment);
    current = segment;
  }
}
