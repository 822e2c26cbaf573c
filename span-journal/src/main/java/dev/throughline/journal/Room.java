package dev.throughline.journal;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Keeps the journal within its size. The keeper's alone. */
final class Room {
  private final Keeper.Limits limits;
  private final Retention retention;
  private final JournalMetrics metrics;
  private final Supplier<List<Backlog>> backlogs;
  private final SpanLog spans;

  Room(
      Keeper.Limits limits,
      Retention retention,
      JournalMetrics metrics,
      Supplier<List<Backlog>> backlogs,
      SpanLog spans) {
    this.limits = limits;
    this.retention = retention;
    this.metrics = metrics;
    this.backlogs = backlogs;
    this.spans = spans;
  }

  /** Whether one more segment would be too much. */
  boolean isTight() throws IOException {
    return waitingSize() + retention.size() + limits.segmentSize() > limits.maxSize();
  }

  /**
   * Makes room for one segment, at the cost of what is only retained, and where nothing is
   * exported, of the oldest spans: the newest are worth more then.
   *
   * @throws JournalFullException if there is none
   */
  void make() throws IOException {
    while (isTight()) {
      boolean removed = retention.removeOldest() || (!limits.hasEndpoint() && evictOldest());
      if (!removed) {
        throw new JournalFullException(waitingSize(), limits.maxSize());
      }
    }
  }

  private long waitingSize() {
    return backlogs.get().stream().mapToLong(Backlog::size).sum();
  }

  private boolean evictOldest() throws IOException {
    for (Backlog backlog : backlogs.get()) {
      for (Segment segment : backlog.segments()) {
        if (segment.isSealed() && spans.carryOpenSpans(segment)) {
          countEvicted(backlog, segment);
          Retention.remove(segment.file());
          backlog.remove(segment);
          return true;
        }
      }
    }
    return false;
  }

  private void countEvicted(Backlog backlog, Segment segment) throws IOException {
    RecordReader records = new RecordReader(segment);
    while (records.next()) {
      Position position = new Position(segment.number(), records.place());
      for (Lane lane : Lane.values()) {
        if (records.type() == lane.type() && !backlog.isAcknowledged(lane, position)) {
          metrics.dropped(Drop.EVICTED, 1);
          metrics.waiting(-1, 4 - records.length());
        }
      }
    }
  }
}
