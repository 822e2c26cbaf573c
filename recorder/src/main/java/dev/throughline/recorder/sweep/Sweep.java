package dev.throughline.recorder.sweep;

import dev.throughline.journal.otlp.Backoff;
import dev.throughline.recorder.io.Delivery;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.sweep.RecorderMetrics.Outcome;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's turn at one shard: round after round it lists the runs that have closed, records
 * those that it does not know, and notes how far that has come.
 *
 * <p>Most rounds look at the last seconds only. From time to time one looks at all that is not
 * settled yet, for runs that visibility had not shown before.
 */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final Duration RECENT = Duration.ofSeconds(5);

  private final int shard;
  private final int shards;
  private final RunRecording.Sources sources;
  private final RecorderMetrics metrics;
  private final Pace pace;
  private final Stop stop;
  private final ClosedRuns closedRuns;
  private final RecordedRuns recorded;
  private final Settling settling;
  private final LongSupplier nanoTime;
  private final Postponed postponed;
  private final Backoff backoff = new Backoff();
  private @Nullable Lease lease;
  private Instant newest;
  private Instant behind = Instant.MAX;
  private long nextFullScanNanos;
  private boolean failing;

  /**
   * How often and how much.
   *
   * @param interval from round to round
   * @param overlap how late visibility may show a run
   * @param readers how many histories are read at once
   * @param turn after this long, another worker may have a turn
   */
  record Pace(Duration interval, Duration overlap, int readers, Duration turn) {}

  /**
   * A turn that has not begun.
   *
   * @param recorded where the last one left off
   * @param nanoTime {@link System#nanoTime()}
   */
  Sweep(
      int shard,
      int shards,
      RunRecording.Sources sources,
      RecordedRuns recorded,
      RecorderMetrics metrics,
      Pace pace,
      LongSupplier nanoTime,
      Stop stop) {
    this.shard = shard;
    this.shards = shards;
    this.sources = sources;
    this.metrics = metrics;
    this.pace = pace;
    this.stop = stop;
    this.closedRuns = new ClosedRuns(sources.histories());
    this.recorded = recorded;
    this.settling = new Settling(pace.overlap());
    this.nanoTime = nanoTime;
    this.postponed = new Postponed(nanoTime);
    // Not the start: without room for more, a turn looks no further than what it was handed.
    this.newest = recorded.newest();
    this.nextFullScanNanos = nanoTime.getAsLong();
  }

  /** How far it has come. */
  Progress progress() {
    return recorded.progress();
  }

  /**
   * Records until the turn is over or the worker stops.
   *
   * @throws LeaseLostException if another worker may have the shard
   */
  void run(Lease held) throws InterruptedException {
    this.lease = held;
    try (Readers readers = new Readers(pace.readers(), sources, this)) {
      long end = nanoTime.getAsLong() + pace.turn().toNanos();
      while (!stop.isSet() && nanoTime.getAsLong() < end) {
        held.check();
        stop.await(round(readers));
      }
    } finally {
      metrics.left(shard);
    }
  }

  /** One round; returns how long to wait before the next. */
  private Duration round(Readers readers) throws InterruptedException {
    Instant began = Instant.now();
    long beganNanos = nanoTime.getAsLong();
    boolean full = beganNanos - nextFullScanNanos >= 0;
    try {
      Instant from = full ? recorded.from() : later(newest.minus(RECENT), recorded.from());
      Instant undone = scan(readers, from);
      if (full) {
        behind = undone;
        Instant settled = settling.scanned(earlier(undone, newest), beganNanos);
        if (settled != null) {
          recorded.settle(settled);
        }
        nextFullScanNanos = beganNanos + pace.overlap().toNanos() / 6;
      }
      recordedUpTo(earlier(undone, began));
      backoff.succeeded();
      if (failing) {
        log.info("Shard {} is recorded again", shard);
        failing = false;
      }
      return pace.interval();
    } catch (StatusRuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      metrics.temporalFailed();
      if (!failing) {
        log.warn("Shard {} waits for Temporal: {}", shard, e.getStatus());
        failing = true;
      }
      settling.interrupted();
      return Duration.ofNanos(backoff.failed(null));
    }
  }

  /**
   * Records what visibility has from an instant on.
   *
   * @return from where on something is left to do, {@link Instant#MAX} if nothing is
   */
  private Instant scan(Readers readers, Instant from) throws InterruptedException {
    Instant undone = Instant.MAX;
    @Nullable Instant at = from;
    while (at != null && !stop.isSet() && (recorded.hasRoom() || at.isBefore(newest))) {
      ClosedRuns.Window window = closedRuns.since(at);
      Instant limit = recorded.hasRoom() ? seen(window) : newest;
      List<ListedRun> open = window.runs().stream().filter(this::isOpen).toList();
      if (!open.isEmpty()) {
        recordedUpTo(earlier(undone, closeTime(open.get(0))));
      }
      List<ListedRun> due =
          open.stream()
              .filter(run -> !closeTime(run).isAfter(limit))
              .filter(run -> !postponed.isWaiting(run.run()))
              .toList();
      if (readers.record(due)) {
        stop.await(Duration.ofNanos(backoff.failed(null)));
      }
      for (ListedRun run : open) {
        if (!recorded.contains(run)) {
          undone = earlier(undone, closeTime(run));
        }
      }
      newest = later(newest, limit);
      at = window.until();
    }
    return at == null ? undone : earlier(undone, at);
  }

  /** Up to where the window shows all runs: a last one ends at the newest run, not at any clock. */
  private Instant seen(ClosedRuns.Window window) {
    Instant until = window.until();
    if (until != null) {
      return until;
    }
    List<ListedRun> runs = window.runs();
    return runs.isEmpty() ? newest : closeTime(runs.get(runs.size() - 1));
  }

  private boolean isOpen(ListedRun run) {
    return !run.isRecorder()
        && Math.floorMod(run.run().workflowId().hashCode(), shards) == shard
        && !recorded.contains(run);
  }

  boolean isStopping() {
    return stop.isSet();
  }

  Postponed postponed() {
    return postponed;
  }

  void done(ListedRun run, Outcome outcome) {
    recorded.add(run);
    postponed.told(run.run());
    metrics.done(outcome);
  }

  void temporalFailed() {
    metrics.temporalFailed();
  }

  /** What is done is not to be done again if this process dies. */
  void progressed() {
    Objects.requireNonNull(lease).progressed();
  }

  void unknownEvent() {
    metrics.unknownEvent();
  }

  Delivery.Listener listener() {
    Lease held = Objects.requireNonNull(lease);
    return new Delivery.Listener() {
      @Override
      public void sending() {
        held.check();
      }

      @Override
      public void accepted(long spans) {
        metrics.exported(spans);
      }

      @Override
      public void refused(long spans) {
        metrics.refused(spans);
      }

      @Override
      public void failed() {
        metrics.backendFailed();
      }
    };
  }

  private static Instant closeTime(ListedRun run) {
    return Objects.requireNonNull(run.closeTime());
  }

  /** Most rounds do not see what an older run has left undone. */
  private void recordedUpTo(Instant instant) {
    metrics.recordedUpTo(shard, earlier(instant, behind));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
