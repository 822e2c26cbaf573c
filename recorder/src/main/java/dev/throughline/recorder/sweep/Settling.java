package dev.throughline.recorder.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * When a stretch of time needs no look any more. A run that has closed is seen only when visibility
 * has it, which lags, and the hosts of a cluster have clocks of their own. So a stretch is settled
 * when a scan has found nothing more in it that began an overlap after the one that covered it, and
 * Temporal answered all the while: after an outage, visibility may have a backlog.
 *
 * <p>Thread safety: none.
 */
final class Settling {
  private final long overlapNanos;
  private final Deque<Covered> scans = new ArrayDeque<>();

  private record Covered(Instant upTo, long beganNanos) {}

  Settling(Duration overlap) {
    this.overlapNanos = overlap.toNanos();
  }

  /**
   * All runs that visibility has up to an instant are recorded.
   *
   * @param beganNanos when the scan began, by {@link System#nanoTime()}
   * @return up to where all is settled by that, or {@code null} if nothing more is
   */
  @Nullable Instant scanned(Instant upTo, long beganNanos) {
    Instant settled = null;
    while (!scans.isEmpty() && settles(scans.element(), upTo, beganNanos)) {
      settled = scans.remove().upTo();
    }
    if (scans.isEmpty() || upTo.isAfter(scans.getLast().upTo())) {
      scans.add(new Covered(upTo, beganNanos));
    }
    return settled;
  }

  private boolean settles(Covered earlier, Instant upTo, long beganNanos) {
    return beganNanos - earlier.beganNanos() >= overlapNanos && !upTo.isBefore(earlier.upTo());
  }

  /** Temporal did not answer. */
  void interrupted() {
    scans.clear();
  }
}
