package dev.throughline.journal;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans that have begun here and not ended. Each has a record in some segment, which is written
 * again when that segment goes, and, now and then, when the span has changed.
 *
 * <p>Thread safety: any thread begins and ends spans; {@link #lookAgain} and {@link #leave} are the
 * keeper's.
 */
final class OpenSpans {
  private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Writes records. */
  interface Writer {
    /**
     * Writes what a span is now.
     *
     * @return the segment that has it, or null if there is no room
     * @throws SpanTooLargeException if there never will be
     */
    @Nullable ActiveSegment open(SpanData span);

    /**
     * Ends spans by what the segment has of them.
     *
     * @return those with which it is done: all but those for which there was no room
     */
    Set<SpanKey> closeAbandoned(ActiveSegment segment, Set<SpanKey> spans);
  }

  private final ConcurrentHashMap<SpanKey, Open> spans = new ConcurrentHashMap<>();
  private final Writer writer;

  /** Guarded by the map's lock of its key, but for the segment, which anybody may read. */
  private static final class Open {
    /** Whoever is to end the span has it. When nobody has, it never ends by itself. */
    private final WeakReference<ReadableSpan> span;

    private volatile ActiveSegment segment;
    private int state;
    private long nextLook = System.nanoTime() + FIRST_LOOK_NANOS;
    private long pause = FIRST_LOOK_NANOS;

    private Open(ReadableSpan span, ActiveSegment segment, int state) {
      this.span = new WeakReference<>(span);
      this.segment = segment;
      this.state = state;
    }

    boolean isAbandoned() {
      return span.get() == null;
    }

    Open nextLookAfter(long now) {
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      nextLook = now + pause;
      return this;
    }
  }

  OpenSpans(Writer writer) {
    this.writer = writer;
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  void begin(ReadableSpan span) {
    SpanData data = span.toSpanData();
    ActiveSegment written = writer.open(data);
    if (written != null) {
      SpanKey key = SpanKey.of(data.getSpanContext());
      spans.put(key, new Open(span, written, state(data)));
      if (written.isRetiring()) {
        // It may be gone already, with the record: nobody has seen that the span is open.
        leave(key, written);
      }
    }
  }

  /** Runs what writes the span's end, in one step: a record of its start must not come after. */
  void end(SpanKey key, Runnable write) {
    if (spans.containsKey(key)) {
      spans.compute(
          key,
          (same, open) -> {
            write.run();
            return null;
          });
    } else {
      write.run();
    }
  }

  /**
   * Writes those in the segment again, so that it is not needed for them.
   *
   * @return false if there was no room for all of them
   */
  boolean leave(Segment segment) {
    for (SpanKey key : spans.keySet()) {
      if (!leave(key, segment)) {
        return false;
      }
    }
    return closeAbandoned();
  }

  /**
   * Writes those again that have changed: attributes, events and names that came after the start
   * would be lost with the process. It looks after one second, then after twice as long each time,
   * up to a minute.
   */
  void lookAgain() {
    long now = System.nanoTime();
    for (SpanKey key : spans.keySet()) {
      spans.computeIfPresent(
          key, (same, open) -> now - open.nextLook < 0 ? open : look(open.nextLookAfter(now)));
    }
    closeAbandoned();
  }

  private boolean leave(SpanKey key, Segment segment) {
    Open left =
        spans.computeIfPresent(key, (same, open) -> open.segment == segment ? write(open) : open);
    return left == null || left.segment != segment || left.isAbandoned();
  }

  private @Nullable Open look(Open open) {
    ReadableSpan span = open.span.get();
    return span == null || state(span.toSpanData()) == open.state ? open : write(open);
  }

  /** Null if it cannot be kept. */
  private @Nullable Open write(Open open) {
    ReadableSpan span = open.span.get();
    if (span == null) {
      return open;
    }
    SpanData data = span.toSpanData();
    try {
      ActiveSegment written = writer.open(data);
      if (written != null) {
        open.segment = written;
        open.state = state(data);
      }
      return open;
    } catch (SpanTooLargeException e) {
      return null;
    }
  }

  /** False if there is no room for them. */
  private boolean closeAbandoned() {
    Map<ActiveSegment, Set<SpanKey>> abandoned = new HashMap<>();
    spans.forEach(
        (key, open) -> {
          if (open.isAbandoned()) {
            abandoned.computeIfAbsent(open.segment, segment -> new HashSet<>()).add(key);
          }
        });
    boolean all = true;
    for (Map.Entry<ActiveSegment, Set<SpanKey>> entry : abandoned.entrySet()) {
      Set<SpanKey> closed = writer.closeAbandoned(entry.getKey(), entry.getValue());
      spans.keySet().removeAll(closed);
      all &= closed.size() == entry.getValue().size();
    }
    return all;
  }

  private static int state(SpanData span) {
    return Objects.hash(
        span.getName(),
        span.getAttributes(),
        span.getTotalRecordedEvents(),
        span.getTotalRecordedLinks(),
        span.getStatus());
  }
}
