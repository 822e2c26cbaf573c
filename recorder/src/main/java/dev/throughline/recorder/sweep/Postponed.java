package dev.throughline.recorder.sweep;

import dev.throughline.tracing.contract.Run;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  private record Try(int number, long notBeforeNanos, int delivered) {}

  /** Whether it is too early to try the run again. */
  boolean isWaiting(Run run) {
    Try last = runs.get(run);
    return last != null && System.nanoTime() - last.notBeforeNanos() < 0;
  }

  /** How many of the run's spans the backend has by earlier tries. */
  int delivered(Run run) {
    Try last = runs.get(run);
    return last == null ? 0 : last.delivered();
  }

  /**
   * A try has failed.
   *
   * @param delivered how many of the run's spans, from the first, the backend has by now
   * @param counts whether it may be the run's own fault
   * @return whether there will be another
   */
  boolean postpone(Run run, int delivered, boolean counts) {
    @Nullable Try last = runs.get(run);
    int number = (last == null ? 0 : last.number()) + (counts ? 1 : 0);
    if (number >= TRIES) {
      runs.remove(run);
      return false;
    }
    long pause = counts ? FIRST_NANOS << (number - 1) : 0;
    runs.put(run, new Try(number, System.nanoTime() + pause, delivered));
    return true;
  }

  /** It was Temporal's fault as a whole: no run is to be given up for it. */
  void pardon() {
    runs.replaceAll((run, last) -> new Try(0, System.nanoTime(), last.delivered()));
  }

  void forget(Run run) {
    runs.remove(run);
  }
}
