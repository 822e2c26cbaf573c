package dev.throughline.journal;

import dev.throughline.journal.Acknowledged.Progress;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks one lane of a journal, from what is acknowledged on.
 *
 * <p>Thread safety: the exporting thread's alone.
 */
final class Cursor {
  private static final Logger log = LoggerFactory.getLogger(Cursor.class);
  private static final int SKIM = 4 << 20;

  private final Lane lane;
  private final NavigableMap<Integer, Segment> segments;
  private final Origins origins;
  private final Progress resumed;
  private Position done;
  private int segment;
  private int place;
  private @Nullable RecordReader reader;
  private @Nullable Batch pending;

  Cursor(Lane lane, NavigableMap<Integer, Segment> segments, Origins origins, Progress resumed) {
    this.lane = lane;
    this.segments = segments;
    this.origins = origins;
    this.resumed = resumed;
    this.done = resumed.done();
    this.segment = done.segment();
    this.place = Math.max(done.place(), SegmentHeader.SIZE);
  }

  /** All before is acknowledged. */
  Position done() {
    return done;
  }

  /**
   * The next spans, the same ones until they are acknowledged. The batch is empty where a stretch
   * of the journal has nothing of the lane.
   *
   * @return null if there is nothing new
   */
  @Nullable Batch next(int maxSpans, int maxBytes) {
    if (pending == null) {
      List<EncodedSpan> spans = new ArrayList<>();
      boolean more = true;
      try {
        more = collect(spans, maxSpans, maxBytes);
      } catch (IOException e) {
        // The file stays where it is: what cannot be read is not removed as if it were sent.
        log.error("Cannot read on in segment {} from {}: it is left out", segment, place, e);
        segments.remove(segment);
        reader = null;
      }
      Position to = new Position(segment, place);
      pending = spans.isEmpty() && to.equals(done) ? null : new Batch(lane, done, to, spans, more);
    }
    return pending;
  }

  void acknowledged(Batch batch) {
    done = batch.to();
    pending = null;
  }

  /** Whether there may be more. */
  private boolean collect(List<EncodedSpan> spans, int maxSpans, int maxBytes) throws IOException {
    // A request that was under way when its process died is the same again, whatever the limits.
    boolean again = resumed.sending().compareTo(done) > 0;
    long bytes = 0;
    long skimmed = 0;
    while (again || skimmed < SKIM) {
      RecordReader records = reader();
      if (records == null) {
        return false;
      }
      if (!records.next()) {
        if (records.end() == place) {
          return false; // an append is under way
        }
        place = records.end();
        continue;
      }
      int length = records.length() - 4;
      boolean mine = records.type() == lane.type();
      boolean full =
          again
              ? resumed.sending().compareTo(new Position(segment, records.place())) <= 0
              : mine && !spans.isEmpty() && (spans.size() == maxSpans || bytes + length > maxBytes);
      if (full) {
        records.unread();
        return true;
      }
      if (mine) {
        spans.add(span(records, length));
        bytes += length;
      }
      skimmed += records.end() - place;
      place = records.end();
    }
    return true;
  }

  private EncodedSpan span(RecordReader record, int length) {
    int origin = record.bytes().getInt(record.payload());
    return new EncodedSpan(
        origins.get(origin).origin(), record.bytes(), record.payload() + 4, length);
  }

  /** Where there is, or was a moment ago, something to read; null at the end. */
  private @Nullable RecordReader reader() {
    while (true) {
      Map.Entry<Integer, Segment> entry = segments.ceilingEntry(segment);
      if (entry == null) {
        return null;
      }
      if (entry.getKey() != segment) {
        segment = entry.getKey();
        place = SegmentHeader.SIZE;
        reader = null;
      }
      Segment current = entry.getValue();
      // In this order: what is sealed gets no longer.
      boolean sealed = current.isSealed();
      if (place < current.end()) {
        reader = reader == null ? new RecordReader(current, place, (from, to) -> {}) : reader;
        return reader;
      }
      if (!sealed) {
        return null;
      }
      segment++;
      place = SegmentHeader.SIZE;
      reader = null;
    }
  }
}
