package dev.throughline.tracing;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The times of one span: started by the wall clock, measured by the monotonic one, so that its end
 * can be given to its exception event too.
 */
final class SpanClock {
  private final long startNanos = System.nanoTime();
  private final Instant start = Instant.now();
  private long end;

  Instant start() {
    return start;
  }

  /** Now, in nanoseconds since the epoch; the first call fixes it. */
  long endEpochNanos() {
    if (end == 0) {
      end =
          TimeUnit.SECONDS.toNanos(start.getEpochSecond())
              + start.getNano()
              + (System.nanoTime() - startNanos);
    }
    return end;
  }
}
