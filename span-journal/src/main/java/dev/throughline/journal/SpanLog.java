package dev.throughline.journal;

import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanEncoder;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process writes: spans that begin and spans that end.
 *
 * <p>Thread safety: any thread appends, without a lock; {@link #alive} and {@link #carryOpenSpans}
 * are the keeper's.
 */
final class SpanLog {
  private final Origins origins = new Origins();
  private final ConcurrentHashMap<SpanKey, ActiveSegment> open = new ConcurrentHashMap<>();
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final SegmentSupply segments;
  private final boolean forced;
  private final JournalMetrics metrics;
  private volatile boolean closed;

  private static final class Scratch {
    private final ProtoWriter out = new ProtoWriter(4096);
    private final SpanEncoder encoder = new SpanEncoder(out);
    private final RecordHeader check = new RecordHeader();
  }

  /**
   * A log.
   *
   * @param forced whether each append is forced onto the disk before it returns
   */
  SpanLog(SegmentSupply segments, boolean forced, JournalMetrics metrics) {
    this.segments = segments;
    this.forced = forced;
    this.metrics = metrics;
  }

  Origins origins() {
    return origins;
  }

  /** A live span has begun. */
  void begin(SpanData span) {
    SpanKey key = SpanKey.of(span.getSpanContext());
    ActiveSegment written = write(RecordType.OPEN, span);
    if (written == null) {
      return;
    }
    open.put(key, written);
    if (written.isRetiring()) {
      // It may be gone already, with the record: nobody has seen that the span is open.
      open.computeIfPresent(
          key,
          (same, segment) -> {
            ActiveSegment again = segment == written ? write(RecordType.OPEN, span) : segment;
            return again == null ? segment : again;
          });
    }
  }

  /** A span has ended, one that had begun here or one that was made as a whole. */
  void end(SpanData span) {
    RecordType type =
        span.getStartEpochNanos() == span.getEndEpochNanos()
            ? RecordType.INSTANT
            : RecordType.CLOSE;
    SpanKey key = SpanKey.of(span.getSpanContext());
    if (open.containsKey(key)) {
      // One step for whoever carries open spans over: an OPEN after its CLOSE would open it again.
      open.compute(
          key,
          (same, segment) -> {
            write(type, span);
            return null;
          });
    } else {
      write(type, span);
    }
  }

  int openSpans() {
    return open.size();
  }

  private @Nullable ActiveSegment write(RecordType type, SpanData span) {
    long began = System.nanoTime();
    Scratch own = scratch.get();
    own.out.clear();
    own.encoder.span(span);
    int length = own.out.length();
    Origins.Numbered origin = origins.of(span.getResource(), span.getInstrumentationScopeInfo());
    own.out.rawInt(origin.number());
    ActiveSegment written =
        write(type, origin, own.out.array(), own.out.offset(), own.out.length(), own.check);
    if (written != null && type != RecordType.OPEN) {
      metrics.appended(length);
    }
    metrics.appendTook(System.nanoTime() - began);
    return written;
  }

  private @Nullable ActiveSegment write(
      RecordType type,
      Origins.Numbered origin,
      byte[] payload,
      int offset,
      int length,
      RecordHeader check) {
    ActiveSegment segment = segments.current();
    Drop reason = Drop.DISK;
    while (segment != null) {
      try {
        if (segment.define(origin, check) && segment.append(type, payload, offset, length, check)) {
          force(segment);
          return segment;
        }
      } catch (IOException e) {
        segments.failed(e);
      }
      if (RecordHeader.recordSize(length) + 2 * RecordHeader.recordSize(origin.payload().length)
          > segment.capacity() - SegmentHeader.SIZE) {
        reason = Drop.TOO_LARGE;
        break;
      }
      segment = segments.after(segment);
    }
    if (type != RecordType.OPEN) {
      drop(reason);
    }
    return null;
  }

  /** The record is written by now; that the disk does not take it is told, not undone. */
  private void force(ActiveSegment segment) {
    if (forced) {
      try {
        segment.force();
      } catch (UncheckedIOException e) {
        segments.failed(new IOException("The disk cannot be forced", e));
      }
    }
  }

  private void drop(Drop reason) {
    if (closed) {
      metrics.dropped(Drop.CLOSED, 1);
    } else if (reason == Drop.DISK && segments.failure() instanceof JournalFullException) {
      metrics.dropped(Drop.FULL, 1);
    } else {
      metrics.dropped(reason, 1);
    }
  }

  /** Notes that the process lives. It matters only to spans that are open. */
  void alive() {
    ActiveSegment segment = segments.current();
    if (segment != null && !open.isEmpty()) {
      segment.alive(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    }
  }

  /**
   * Writes the spans that are open since that segment again, so that it is not needed for them.
   *
   * @return false if there is no room for them
   */
  boolean carryOpenSpans(Segment from) throws IOException {
    if (from instanceof ActiveSegment own) {
      own.retire();
    }
    if (!open.containsValue(from)) {
      return true;
    }
    boolean carried = true;
    RecordReader records = new RecordReader(from);
    while (records.next()) {
      if (records.type() == RecordType.OPEN) {
        SpanKey key = SpanKey.of(records.bytes(), records.payload() + 4);
        carried &= carry(key, from, records.copyPayload());
      }
    }
    return carried;
  }

  /** Whether the span need not be in that segment. */
  private boolean carry(SpanKey key, Segment from, byte[] payload) {
    Origins.Numbered origin = origins.get(SegmentHeader.littleEndian(payload).getInt(0));
    ActiveSegment now =
        open.computeIfPresent(
            key,
            (same, segment) -> {
              if (segment != from) {
                return segment;
              }
              RecordHeader check = scratch.get().check;
              ActiveSegment written =
                  write(RecordType.OPEN, origin, payload, 0, payload.length, check);
              return written == null ? segment : written;
            });
    return now != from;
  }

  void close() {
    closed = true;
  }
}
