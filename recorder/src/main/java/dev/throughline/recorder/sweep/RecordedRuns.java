package dev.throughline.recorder.sweep;

import dev.throughline.recorder.io.ListedRun;
import dev.throughline.tracing.contract.Ids;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs that need no look any more: all that closed before an instant, and some later ones.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
final class RecordedRuns {
  /**
   * So many make a heartbeat of a third of a mebibyte. A namespace that closes more than this in
   * the overlap needs more shards; until then its recorder waits rather than forgets.
   */
  static final int ROOM = 16_000;

  private final int room;
  private final Map<Long, Long> closeMicros;
  private volatile Instant from;

  RecordedRuns(Progress progress) {
    this(progress, ROOM);
  }

  RecordedRuns(Progress progress, int room) {
    this.room = room;
    this.from = progress.fromInstant();
    this.closeMicros = new ConcurrentHashMap<>(progress.recordedRuns());
  }

  /** Every run that closed before it needs no look. */
  Instant from() {
    return from;
  }

  /** When the last of them closed; {@link #from()} if none is later. */
  Instant newest() {
    Instant newest = from;
    for (long micros : closeMicros.values()) {
      Instant closed = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      newest = closed.isAfter(newest) ? closed : newest;
    }
    return newest;
  }

  boolean contains(ListedRun run) {
    return closeMicros.containsKey(key(run));
  }

  void add(ListedRun run) {
    closeMicros.put(key(run), Progress.micros(Objects.requireNonNull(run.closeTime())));
  }

  boolean hasRoom() {
    return closeMicros.size() < room;
  }

  /** Moves {@link #from()}, and forgets what lies before it. */
  synchronized void settle(Instant settled) {
    if (settled.isAfter(from)) {
      from = settled;
      long before = Progress.micros(settled);
      closeMicros.values().removeIf(micros -> micros < before);
    }
  }

  synchronized Progress progress() {
    // A copy, because readers go on adding to the map.
    return Progress.of(from, Map.copyOf(closeMicros));
  }

  /** 64 bits of a hash, so that two runs share one about never. */
  private static long key(ListedRun run) {
    return Long.parseUnsignedLong(Ids.runWorkflow(run.run()), 16);
  }
}
