package dev.throughline.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the files: makes segments before they are needed, removes those that the backend has,
 * keeps the journal within its size, notes each second that the process lives.
 *
 * <p>Thread safety: one thread runs it; any may look.
 */
final class Keeper implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What is kept where. */
  record Limits(
      long maxSize, int segmentSize, Sync sync, Duration syncInterval, boolean hasEndpoint) {}

  private final JournalFiles files;
  private final Limits limits;
  private final Retention retention;
  private final SegmentSupply segments;
  private final SpanLog spans;
  private final Room room;
  private final Orphans orphans;
  private volatile @Nullable OwnDirectory own;
  private volatile boolean closed;
  private boolean failing;

  Keeper(
      JournalFiles files,
      Limits limits,
      Retention retention,
      Orphans orphans,
      JournalMetrics metrics) {
    this.files = files;
    this.limits = limits;
    this.retention = retention;
    this.orphans = orphans;
    this.segments = new SegmentSupply(this::makeSegment, this::startSegment);
    this.spans = new SpanLog(segments, limits.sync() == Sync.ALWAYS, metrics);
    this.room = new Room(limits, retention, metrics, this::backlogs, spans);
  }

  SpanLog spans() {
    return spans;
  }

  /** All that waits to be exported, of those adopted and of this process. */
  List<Backlog> backlogs() {
    List<Backlog> backlogs = new ArrayList<>(orphans.backlogs());
    OwnDirectory directory = own;
    if (directory != null) {
      backlogs.add(directory.backlog());
    }
    return backlogs;
  }

  /** Why spans are not kept, or null. */
  @Nullable String problem() {
    IOException failure = segments.failure();
    return failure == null ? null : String.valueOf(failure.getMessage());
  }

  /** Makes the first segment, so that spans can be appended. */
  void open() {
    refill();
  }

  @Override
  public void run() {
    long nextTick = System.nanoTime();
    long nextForce = nextTick;
    while (!closed) {
      try {
        refill();
        long now = System.nanoTime();
        if (limits.sync() == Sync.INTERVAL && now - nextForce >= 0) {
          force();
          nextForce = now + limits.syncInterval().toNanos();
        }
        if (now - nextTick >= 0) {
          spans.alive();
          tidy();
          nextTick = now + TICK_NANOS;
        }
        long next =
            limits.sync() == Sync.INTERVAL
                ? Math.min(nextTick - now, nextForce - now)
                : nextTick - now;
        segments.awaitDemand(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next)));
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | InternalError e) {
        // An InternalError is what a disk that fails under a mapped file looks like.
        log.error("Cannot keep the journal", e);
      }
    }
  }

  private void force() {
    OwnDirectory directory = own;
    if (directory != null) {
      for (Segment segment : directory.backlog().segments()) {
        if (segment instanceof ActiveSegment active) {
          active.forceWritten();
        }
      }
    }
  }

  /** Removes what the backend has. */
  void tidy() {
    try {
      retireOwn();
      orphans.tidy();
      retention.purge();
    } catch (IOException e) {
      log.warn("Cannot tidy {}", files.base(), e);
    }
  }

  /** Ends {@link #run}. */
  void stop() {
    closed = true;
    spans.close();
    segments.close();
  }

  /** Lets go of all, when nothing runs any more; what is not exported stays for a later process. */
  void close() {
    ActiveSegment unused = segments.spare();
    backlogs().forEach(Backlog::settle);
    tidy();
    try {
      if (unused != null) {
        Retention.remove(unused.file());
      }
      orphans.close();
      OwnDirectory directory = own;
      if (directory != null) {
        if (directory.backlog().segments().isEmpty()) {
          directory.remove();
        } else {
          for (Segment segment : directory.backlog().segments()) {
            if (segment instanceof ActiveSegment active) {
              active.trim();
            }
          }
          directory.close();
        }
      }
    } catch (IOException e) {
      log.warn("Cannot close {}", files.base(), e);
    }
  }

  private void retireOwn() throws IOException {
    OwnDirectory directory = own;
    if (directory == null) {
      return;
    }
    Backlog backlog = directory.backlog();
    for (Segment segment : backlog.segments()) {
      // In order: an OPEN must not stay behind when its CLOSE is gone.
      if (!segment.isSealed() || !backlog.isAcknowledged(segment)) {
        return;
      }
      while (!spans.carryOpenSpans(segment)) {
        // They need another segment, which nobody else makes.
        segments.refill();
        if (segments.failure() != null || closed) {
          return;
        }
      }
      retention.retire(segment);
      backlog.remove(segment);
    }
  }

  private void refill() {
    try {
      if (room.isTight()) {
        tidy();
      }
    } catch (IOException e) {
      log.warn("Cannot look how large {} is", files.base(), e);
    }
    segments.refill();
    IOException failure = segments.failure();
    if (failure != null && !failing) {
      log.error("Spans are dropped: {}", failure.toString());
    } else if (failure == null && failing) {
      log.info("Spans are kept again");
    }
    failing = failure != null;
  }

  private ActiveSegment makeSegment() throws IOException {
    room.make();
    OwnDirectory directory = own;
    if (directory == null) {
      directory =
          OwnDirectory.create(
              files, spans.origins(), limits.segmentSize(), limits.sync() != Sync.NEVER);
      own = directory;
    }
    return directory.newSegment();
  }

  private void startSegment(ActiveSegment segment) {
    OwnDirectory directory = own;
    if (directory != null) {
      directory.backlog().add(segment);
    }
  }
}
