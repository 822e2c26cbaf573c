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
      boolean more = collect(spans, maxSpans, maxBytes);
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
  private boolean collect(List<EncodedSpan> spans, int maxSpans, int maxBytes) {
    // A request that was under way when its process died is the same again, whatever the limits.
    boolean again = resumed.sending().compareTo(done) > 0;
    long bytes = 0;
    for (int skimmed = 0; again || skimmed < SKIM; ) {
      RecordReader records = reader == null ? chunk() : reader;
      if (records == null) {
        return false;
      }
      reader = records;
      while (records.next()) {
        int length = records.length() - 4;
        boolean mine = records.type() == lane.type();
        boolean full =
            again
                ? resumed.sending().compareTo(new Position(segment, records.place())) <= 0
                : mine
                    && !spans.isEmpty()
                    && (spans.size() >= maxSpans || bytes + length > maxBytes);
        if (full) {
          records.unread();
          place = records.end();
          return true;
        }
        if (mine) {
          int origin = records.bytes().getInt(records.payload());
          spans.add(
              new EncodedSpan(
                  origins.get(origin).origin(), records.bytes(), records.payload() + 4, length));
          bytes += length;
        }
        place = records.end();
      }
      place = records.end();
      skimmed += records.bytes().limit();
      reader = null;
    }
    return true;
  }

  /** What can be read from the place on, in this segment or a later one. */
  private @Nullable RecordReader chunk() {
    while (true) {
      Map.Entry<Integer, Segment> entry = segments.ceilingEntry(segment);
      if (entry == null) {
        return null;
      }
      if (entry.getKey() != segment) {
        segment = entry.getKey();
        place = SegmentHeader.SIZE;
      }
      Segment current = entry.getValue();
      boolean sealed = current.isSealed();
      if (sealed && place >= current.end()) {
        segment++;
        place = SegmentHeader.SIZE;
        continue;
      }
      try {
        var bytes = current.read(place);
        if (bytes.hasRemaining()) {
          return new RecordReader(bytes, current.header().salt(), place, (from, to) -> {});
        }
        if (!sealed) {
          return null;
        }
        place = current.end();
      } catch (IOException e) {
        // The file stays where it is: what cannot be read now is not removed as if it were sent.
        log.error("Cannot read {} from {} on: it is left out", current.file(), place, e);
        segments.remove(segment);
      }
    }
  }
}
