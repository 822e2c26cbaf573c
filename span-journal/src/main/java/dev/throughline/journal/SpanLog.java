package dev.throughline.journal;

import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanBytes;
import dev.throughline.journal.otlp.SpanEncoder;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process writes: spans that begin and spans that end.
 *
 * <p>Thread safety: any thread appends, without a lock; {@link #alive} and {@link #carryOpenSpans}
 * are the keeper's.
 */
final class SpanLog implements OpenSpans.Writer {
  private static final Logger log = LoggerFactory.getLogger(SpanLog.class);

  private final Origins origins = new Origins();
  private final OpenSpans open = new OpenSpans(this);
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
  void begin(ReadableSpan span) {
    try {
      open.begin(span);
    } catch (SpanTooLargeException e) {
      // It is counted when it ends.
    }
  }

  /** A span has ended that had begun here. */
  void end(SpanData span) {
    open.end(SpanKey.of(span.getSpanContext()), () -> add(span));
  }

  /** Writes a whole span, or counts it as dropped; tells whether it was written. */
  boolean add(SpanData span) {
    Offered offered = offer(span);
    if (offered == Offered.NOT_NOW) {
      drop();
    }
    return offered == Offered.KEPT;
  }

  /** Writes a whole span. What is dropped for good is counted, not what may come again. */
  Offered offer(SpanData span) {
    RecordType type =
        span.getStartEpochNanos() == span.getEndEpochNanos()
            ? RecordType.INSTANT
            : RecordType.CLOSE;
    try {
      return write(type, span) == null ? Offered.NOT_NOW : Offered.KEPT;
    } catch (SpanTooLargeException e) {
      metrics.dropped(Drop.TOO_LARGE, 1);
      return Offered.NEVER;
    }
  }

  @Override
  public @Nullable ActiveSegment open(SpanData span) {
    return write(RecordType.OPEN, span);
  }

  @Override
  public Set<SpanKey> closeAbandoned(ActiveSegment segment, Set<SpanKey> spans) {
    Map<SpanKey, byte[]> last = new HashMap<>();
    try {
      RecordReader records = new RecordReader(segment);
      while (records.next()) {
        if (records.type() == RecordType.OPEN && spans.contains(records.spanKey())) {
          last.put(records.spanKey(), records.copyPayload());
        }
      }
    } catch (IOException e) {
      log.warn("Cannot read what nobody can end any more in {}: lost", segment.file(), e);
    }
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    last.values().removeIf(payload -> interrupt(payload, now));
    Set<SpanKey> done = new HashSet<>(spans);
    done.removeAll(last.keySet());
    return done;
  }

  /** False if there is no room. */
  private boolean interrupt(byte[] payload, long endEpochNanos) {
    ByteBuffer bytes = SegmentHeader.littleEndian(payload);
    Scratch own = scratch.get();
    own.out.clear();
    SpanBytes.interrupted(bytes, 4, payload.length - 4, endEpochNanos, own.out);
    int length = own.out.length();
    try {
      if (write(RecordType.CLOSE, origins.get(bytes.getInt(0)), own) == null) {
        return false;
      }
      metrics.appended(length);
      metrics.interrupted(1);
    } catch (SpanTooLargeException e) {
      metrics.dropped(Drop.TOO_LARGE, 1);
    }
    return true;
  }

  private @Nullable ActiveSegment write(RecordType type, SpanData span) {
    long began = System.nanoTime();
    Scratch own = scratch.get();
    own.out.clear();
    own.encoder.span(span);
    int length = own.out.length();
    Origins.Numbered origin = origins.of(span.getResource(), span.getInstrumentationScopeInfo());
    ActiveSegment written = write(type, origin, own);
    if (written != null && type != RecordType.OPEN) {
      metrics.appended(length);
    }
    metrics.appendTook(System.nanoTime() - began);
    return written;
  }

  /** Writes the span that is in the scratch; null if there is no room. */
  private @Nullable ActiveSegment write(RecordType type, Origins.Numbered origin, Scratch own) {
    own.out.rawInt(origin.number());
    byte[] payload = own.out.array();
    int offset = own.out.offset();
    int length = own.out.length();
    ActiveSegment segment = segments.current();
    while (segment != null) {
      try {
        if (segment.define(origin, own.check)
            && segment.append(type, payload, offset, length, own.check)) {
          force(segment);
          return segment;
        }
      } catch (IOException e) {
        segments.failed(e);
      }
      if (RecordHeader.recordSize(length) + 2 * RecordHeader.recordSize(origin.payload().length)
          > segment.capacity() - SegmentHeader.SIZE) {
        throw new SpanTooLargeException();
      }
      segment = segments.after(segment);
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

  private void drop() {
    boolean full = segments.failure() instanceof JournalFullException;
    metrics.dropped(closed ? Drop.CLOSED : full ? Drop.FULL : Drop.DISK, 1);
  }

  /** Notes that the process lives, and what open spans have learned. */
  void alive() {
    ActiveSegment segment = segments.current();
    if (segment != null && !open.isEmpty()) {
      segment.alive(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
      open.lookAgain();
    }
  }

  /**
   * Sees to it that the segment is not needed for spans that are open.
   *
   * @return false if there is no room for them elsewhere
   */
  boolean carryOpenSpans(Segment from) {
    if (from instanceof ActiveSegment own) {
      own.retire();
    }
    return open.leave(from);
  }

  void close() {
    closed = true;
  }
}
