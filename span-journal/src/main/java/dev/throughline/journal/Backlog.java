package dev.throughline.journal;

import dev.throughline.journal.Acknowledged.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of one process's directory, and how far they are exported. */
final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  private final Path directory;
  private final NavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private final Acknowledged acknowledged;
  private final Map<Lane, Cursor> cursors = new EnumMap<>(Lane.class);
  private volatile int firstNeeded;

  Backlog(Path directory, Origins origins) {
    this.directory = directory;
    this.acknowledged = Acknowledged.open(directory);
    for (Lane lane : Lane.values()) {
      cursors.put(lane, new Cursor(lane, segments, origins, acknowledged.get(lane)));
    }
    updateFirstNeeded();
  }

  Path directory() {
    return directory;
  }

  void add(Segment segment) {
    segments.put(segment.number(), segment);
  }

  boolean has(Segment segment) {
    return segments.containsKey(segment.number());
  }

  void remove(Segment segment) {
    segments.remove(segment.number());
  }

  /** In the order of their records. */
  Collection<Segment> segments() {
    return segments.values();
  }

  /** Bytes on disk. */
  long size() {
    return segments.values().stream().mapToLong(Segment::size).sum();
  }

  /** Whether the backend has all that is in the segment. */
  boolean isAcknowledged(Segment segment) {
    return segment.number() < firstNeeded;
  }

  /** Whether the backend has all that is in a record's place. */
  boolean isAcknowledged(Lane lane, Position position) {
    return position.compareTo(cursor(lane).done()) < 0;
  }

  /** Null if the lane has nothing new. */
  @Nullable Batch next(Lane lane, int maxSpans, int maxBytes) {
    return cursor(lane).next(maxSpans, maxBytes);
  }

  /** Notes that the batch is on its way, before it is. */
  void sending(Batch batch) {
    put(batch.lane(), new Progress(batch.from(), batch.to()));
  }

  void acknowledged(Batch batch) {
    cursor(batch.lane()).acknowledged(batch);
    if (!batch.spans().isEmpty()) {
      put(batch.lane(), new Progress(batch.to(), batch.to()));
    }
    updateFirstNeeded();
  }

  /** The first segment of which nothing was ever sent, whether it still is there or not. */
  int firstUntouched() {
    int first = 0;
    for (Lane lane : Lane.values()) {
      Progress progress = acknowledged.get(lane);
      for (Position position : List.of(progress.done(), progress.sending())) {
        boolean begun = position.place() > SegmentHeader.SIZE;
        first = Math.max(first, position.segment() + (begun ? 1 : 0));
      }
    }
    return first;
  }

  /** Once nothing more is appended: what has no span left to send counts as acknowledged. */
  void settle() {
    for (Lane lane : Lane.values()) {
      Batch rest = next(lane, 1, 1);
      if (rest != null && rest.spans().isEmpty()) {
        acknowledged(rest);
      }
    }
  }

  private void updateFirstNeeded() {
    firstNeeded =
        cursors.values().stream().mapToInt(cursor -> cursor.done().segment()).min().orElse(0);
  }

  private Cursor cursor(Lane lane) {
    Cursor cursor = cursors.get(lane);
    if (cursor == null) {
      throw new IllegalStateException("no cursor for " + lane);
    }
    return cursor;
  }

  private void put(Lane lane, Progress progress) {
    try {
      acknowledged.put(lane, progress);
    } catch (IOException e) {
      log.warn(
          "Cannot note in {} what is acknowledged; it is sent again after a restart", directory, e);
    }
  }
}
