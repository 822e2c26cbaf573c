package dev.throughline.recorder.sweep;

import dev.throughline.tracing.contract.Run;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Runs that Temporal could not tell now, though it tells others. Each is tried again later and
 * later, and given up in the end, so that it does not hold up what comes after it.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
final class Postponed {
  /** About four minutes in all. */
  private static final int TRIES = 8;

  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<Run, Try> runs = new ConcurrentHashMap<>();

  private final LongSupplier nanoTime;

  /** How many runs Temporal has told. */
  private final AtomicLong told = new AtomicLong();

  private record Try(int number, long notBeforeNanos, int delivered, long toldBefore) {}

  /**
   * None yet.
   *
   * @param nanoTime {@link System#nanoTime()}
   */
  Postponed(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether it is too early to try the run again. */
  boolean isWaiting(Run run) {
    Try last = runs.get(run);
    return last != null && nanoTime.getAsLong() - last.notBeforeNanos() < 0;
  }

  /** How many of the run's spans the backend has by earlier tries. */
  int delivered(Run run) {
    Try last = runs.get(run);
    return last == null ? 0 : last.delivered();
  }

  /**
   * A try has failed. It counts only if Temporal has told another run since the one before: in an
   * outage no run is given up.
   *
   * @param delivered how many of the run's spans, from the first, the try has derived: the backend
   *     has them by now
   * @param ownFault whether it may be the run's own fault
   * @return whether there will be another
   */
  boolean postpone(Run run, int delivered, boolean ownFault) {
    long toldNow = told.get();
    Try last = runs.getOrDefault(run, new Try(0, 0, 0, toldNow - 1));
    boolean counts = ownFault && last.toldBefore() != toldNow;
    int number = last.number() + (counts ? 1 : 0);
    if (number >= TRIES) {
      runs.remove(run);
      return false;
    }
    long pause = FIRST_NANOS << Math.max(0, number - 1);
    // A try that broke off earlier than one before has delivered nothing new.
    int most = Math.max(delivered, last.delivered());
    runs.put(run, new Try(number, nanoTime.getAsLong() + pause, most, toldNow));
    return true;
  }

  /** The run is done with. */
  void told(Run run) {
    runs.remove(run);
    told.incrementAndGet();
  }
}
