package dev.throughline.journal;

import dev.throughline.journal.otlp.Answer;
import dev.throughline.journal.otlp.Backoff;
import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import dev.throughline.journal.otlp.SpanBytes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what waits in all backlogs, for as long as it takes. One thread runs it. */
final class Exporter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);
  // Instants stay ahead of the bars below them, yet a long backlog of them does not stop all else.
  private static final int INSTANTS_AHEAD = 8;

  /** Where the spans go. */
  interface Backend {
    Answer send(byte[] request);
  }

  /** When and how much. */
  record Pace(long delayNanos, int maxSpans, int maxBytes) {}

  private final Backend backend;
  private final Supplier<List<Backlog>> backlogs;
  private final Pace pace;
  private final RejectedSpans rejected;
  private final JournalMetrics metrics;
  private final Backoff backoff = new Backoff();
  private final Semaphore nudges = new Semaphore(0);
  private final ConcurrentLinkedQueue<CompletableResultCode> flushes =
      new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;
  private volatile boolean cancelled;
  private volatile boolean ended;
  private boolean failing;

  Exporter(
      Backend backend,
      Supplier<List<Backlog>> backlogs,
      Pace pace,
      RejectedSpans rejected,
      JournalMetrics metrics) {
    this.backend = backend;
    this.backlogs = backlogs;
    this.pace = pace;
    this.rejected = rejected;
    this.metrics = metrics;
  }

  /** Succeeds when the backend has all that is in the journal now. */
  CompletableResultCode flush() {
    CompletableResultCode flushed = new CompletableResultCode();
    flushes.add(flushed);
    nudges.release();
    if (ended) {
      flushed.fail();
    }
    return flushed;
  }

  /** Ends when all is sent. */
  void stop() {
    stopping = true;
    nudges.release();
  }

  /** Ends at once; what is not acknowledged stays in the journal. */
  void cancel() {
    cancelled = true;
    stop();
  }

  @Override
  public void run() {
    try {
      boolean lastRound = false;
      while (!cancelled && !lastRound) {
        lastRound = stopping;
        List<CompletableResultCode> asked = new ArrayList<>(flushes);
        if (sendAll()) {
          asked.forEach(CompletableResultCode::succeed);
          flushes.removeAll(asked);
        }
        if (!lastRound) {
          pause(pace.delayNanos());
        }
      }
    } finally {
      ended = true;
      flushes.forEach(CompletableResultCode::fail);
    }
  }

  /** Sends what was there when it was called; false if it could not. */
  private boolean sendAll() {
    try {
      boolean more = true;
      while (more && !cancelled) {
        more = false;
        List<Backlog> waiting = backlogs.get();
        for (Backlog backlog : waiting) {
          boolean instants = true;
          for (int i = 0; instants && i < INSTANTS_AHEAD; i++) {
            instants = sendSome(backlog, Lane.INSTANTS);
          }
          more |= instants;
        }
        for (Backlog backlog : waiting) {
          more |= sendSome(backlog, Lane.BARS);
        }
      }
      metrics.oldest(0);
      return !cancelled;
    } catch (RuntimeException e) {
      log.error("Cannot export; what waits stays in the journal", e);
      return false;
    }
  }

  /** Whether there is more. */
  private boolean sendSome(Backlog backlog, Lane lane) {
    Batch batch = cancelled ? null : backlog.next(lane, pace.maxSpans(), pace.maxBytes());
    if (batch == null) {
      return false;
    }
    if (!batch.spans().isEmpty()) {
      EncodedSpan first = batch.spans().get(0);
      metrics.oldest(SpanBytes.latestEpochNanos(first.bytes(), first.index(), first.length()));
      backlog.sending(batch);
      if (!deliver(batch.spans())) {
        return false;
      }
      metrics.waiting(-batch.spans().size(), -batch.bytes());
    }
    backlog.acknowledged(batch);
    return batch.isMore();
  }

  /** False if it was cancelled. */
  private boolean deliver(List<EncodedSpan> spans) {
    Answer answer = answer(ExportRequest.of(spans));
    if (answer instanceof Answer.Accepted accepted) {
      metrics.exported(spans.size() - accepted.rejectedSpans());
      if (accepted.rejectedSpans() > 0) {
        metrics.rejected(accepted.rejectedSpans());
        log.warn(
            "The backend took all but {} of {} spans: {}",
            accepted.rejectedSpans(),
            spans.size(),
            accepted.message());
      }
      return true;
    }
    if (answer instanceof Answer.Refused refused) {
      if (spans.size() == 1) {
        rejected.keep(spans.get(0), refused.reason());
        metrics.rejected(1);
        return true;
      }
      int middle = spans.size() / 2;
      return deliver(spans.subList(0, middle)) && deliver(spans.subList(middle, spans.size()));
    }
    return false;
  }

  /** What the backend says in the end; null if it was cancelled before. */
  private @Nullable Answer answer(byte[] request) {
    while (!cancelled) {
      Answer answer = backend.send(request);
      if (!(answer instanceof Answer.Unavailable unavailable)) {
        backoff.succeeded();
        if (failing) {
          log.info("The backend takes spans again");
          failing = false;
        }
        return answer;
      }
      metrics.retried();
      long pause = backoff.failed(unavailable.retryAfter());
      if (!failing) {
        log.warn("Spans stay in the journal: {}", unavailable.reason());
        failing = true;
      }
      if (!cancelled) {
        pause(pause);
      }
    }
    return null;
  }

  /** Until it is over, or somebody wants something. */
  private void pause(long nanos) {
    try {
      if (nudges.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        nudges.drainPermits();
      }
    } catch (InterruptedException e) {
      cancelled = true;
    }
  }
}
