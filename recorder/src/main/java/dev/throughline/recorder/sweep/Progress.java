package dev.throughline.recorder.sweep;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How far a shard's recorder has come: all runs that closed before an instant, and some that closed
 * later. It is what the activity's heartbeats carry, in JSON, and what one activity hands to the
 * next. Public only for the SDK, whose proxies name it.
 *
 * @param from RFC 3339; every run that closed before it needs no look any more
 * @param recorded of the runs that closed at it or later, those that need none either: for each a
 *     key of 8 bytes, and when it closed, in microseconds after {@code from}, in 8 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Progress(String from, byte[] recorded) {
  private static final int ENTRY = 2 * Long.BYTES;

  /** Nothing has been recorded. */
  static final Progress NONE = of(Instant.EPOCH, Map.of());

  /**
   * Of the runs' keys with the times when they closed.
   *
   * @param recorded times in microseconds since the epoch
   */
  static Progress of(Instant from, Map<Long, Long> recorded) {
    ByteBuffer bytes = ByteBuffer.allocate(ENTRY * recorded.size());
    recorded.forEach((key, micros) -> bytes.putLong(key).putLong(micros - micros(from)));
    return new Progress(from.toString(), bytes.array());
  }

  Instant fromInstant() {
    return Instant.parse(from);
  }

  /** The keys of recorded runs, with when they closed, in microseconds since the epoch. */
  Map<Long, Long> recordedRuns() {
    long base = micros(fromInstant());
    Map<Long, Long> runs = new HashMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(recorded);
    while (bytes.remaining() >= ENTRY) {
      runs.put(bytes.getLong(), base + bytes.getLong());
    }
    return runs;
  }

  /** What both know: the earlier start, and the recorded runs of either. */
  Progress and(Progress other) {
    Instant earlier =
        fromInstant().isBefore(other.fromInstant()) ? fromInstant() : other.fromInstant();
    Map<Long, Long> either = recordedRuns();
    either.putAll(other.recordedRuns());
    return of(earlier, either);
  }

  static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }
}
