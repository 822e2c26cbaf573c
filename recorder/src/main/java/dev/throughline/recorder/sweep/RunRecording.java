package dev.throughline.recorder.sweep;

import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanEncoder;
import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.recorder.io.Delivery;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.io.UnreadableHistoryException;
import dev.throughline.recorder.sweep.RecorderMetrics.Outcome;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records runs of a queue until it is empty: reads a history, derives its spans, and sends them in
 * batches that may span runs. A run is done when all its spans are acknowledged, not before.
 * Several work at one queue, each with a batch of its own.
 */
final class RunRecording implements Callable<RunRecording.Result> {
  private static final Logger log = LoggerFactory.getLogger(RunRecording.class);
  private static final int BATCH_SPANS = 512;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int FAILURES_IN_A_ROW = 3;

  private final Queue<ListedRun> queue;
  private final Sources sources;
  private final Sweep sweep;
  private final Delivery delivery;
  private final List<SpanData> batch = new ArrayList<>();
  private final List<ListedRun> complete = new ArrayList<>();
  private final ProtoWriter scratch = new ProtoWriter(4096);
  private int batchBytes;
  private int read;
  private int failedInARow;
  private boolean tooMuch;

  /** Where histories come from, how they are derived, and where spans go. */
  record Sources(
      RunHistories histories, HistoryDerivation.Rules rules, SpanDestination destination) {}

  /**
   * What came of it.
   *
   * @param read how many runs are done with
   * @param tooMuch whether Temporal is to be left alone for a while
   */
  record Result(int read, boolean tooMuch) {}

  RunRecording(Queue<ListedRun> queue, Sources sources, Sweep sweep) {
    this.queue = queue;
    this.sources = sources;
    this.sweep = sweep;
    this.delivery = new Delivery(sources.destination(), sweep.listener());
  }

  @Override
  public Result call() throws InterruptedException {
    ListedRun run = sweep.isStopping() ? null : queue.poll();
    while (run != null) {
      record(run);
      run = sweep.isStopping() || tooMuch ? null : queue.poll();
    }
    flush();
    return new Result(read, tooMuch);
  }

  private void record(ListedRun run) throws InterruptedException {
    Spans spans = new Spans(sweep.postponed().delivered(run.run()));
    HistoryDerivation derivation = new HistoryDerivation(run.run(), sources.rules(), spans);
    try {
      sources
          .histories()
          .<InterruptedException>read(
              run.run(),
              event -> {
                derive(derivation, event);
                if (isFull()) {
                  flush();
                }
              });
      complete.add(run);
      told();
    } catch (UnreadableHistoryException e) {
      log.warn("The history of {} cannot be read, so it is not recorded: {}", run, e.getMessage());
      flush(); // what came of it before
      sweep.done(run, Outcome.UNREADABLE);
      told();
    } catch (UnderivableException e) {
      log.error("The history of {} is not understood, so it is not recorded", run, e.getCause());
      flush();
      sweep.done(run, Outcome.FAILED);
      told();
    } catch (StatusRuntimeException e) {
      flush();
      notTold(run, spans.derived, e.getStatus());
    }
  }

  private void told() {
    read++;
    failedInARow = 0;
  }

  private void notTold(ListedRun run, int delivered, Status status) {
    boolean limited = status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    tooMuch = limited || ++failedInARow >= FAILURES_IN_A_ROW;
    sweep.temporalFailed();
    // A limit says nothing about the run.
    if (!sweep.postponed().postpone(run.run(), delivered, !limited)) {
      log.warn("The history of {} is given up, so it is not recorded: {}", run, status);
      sweep.done(run, Outcome.UNREADABLE);
    }
  }

  private static void derive(HistoryDerivation derivation, HistoryEvent event) {
    try {
      derivation.accept(event);
    } catch (RuntimeException e) {
      throw new UnderivableException(e);
    }
  }

  private boolean isFull() {
    return batch.size() >= BATCH_SPANS || batchBytes >= BATCH_BYTES;
  }

  private void flush() throws InterruptedException {
    delivery.deliver(List.copyOf(batch));
    batch.clear();
    batchBytes = 0;
    complete.forEach(run -> sweep.done(run, Outcome.RECORDED));
    if (!complete.isEmpty()) {
      complete.clear();
      sweep.progressed();
    }
  }

  /** Puts a run's spans into the batch, but for those that an earlier try has delivered. */
  private final class Spans implements HistoryDerivation.Output {
    private final int delivered;
    private int derived;

    Spans(int delivered) {
      this.delivered = delivered;
    }

    @Override
    public void span(SpanData span) {
      if (++derived > delivered) {
        scratch.clear();
        new SpanEncoder(scratch).span(span);
        batchBytes += scratch.length();
        batch.add(span);
      }
    }

    @Override
    public void unknown(EventType type) {
      sweep.unknownEvent();
    }
  }

  /** The derivation does not understand a history. */
  private static final class UnderivableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnderivableException(RuntimeException cause) {
      super(cause);
    }
  }
}
