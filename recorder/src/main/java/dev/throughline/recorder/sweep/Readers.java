package dev.throughline.recorder.sweep;

import dev.throughline.recorder.io.ListedRun;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The threads that record runs for one sweep, several runs at once. */
final class Readers implements AutoCloseable {
  private final int number;
  private final RunRecording.Sources sources;
  private final Sweep sweep;
  private final ExecutorService pool;

  Readers(int number, RunRecording.Sources sources, Sweep sweep) {
    this.number = number;
    this.sources = sources;
    this.sweep = sweep;
    this.pool = Executors.newFixedThreadPool(number);
  }

  /**
   * Records runs, as far as Temporal tells them now, and returns when that is done.
   *
   * @return whether Temporal is to be left alone for a while
   * @throws StatusRuntimeException if it told none
   */
  boolean record(List<ListedRun> runs) throws InterruptedException {
    Queue<ListedRun> queue = new ConcurrentLinkedQueue<>(runs);
    List<Future<RunRecording.Result>> results = new ArrayList<>();
    for (int i = 0; i < Math.min(number, runs.size()); i++) {
      results.add(pool.submit(new RunRecording(queue, sources, sweep)));
    }
    int read = 0;
    boolean tooMuch = false;
    for (Future<RunRecording.Result> future : results) {
      RunRecording.Result result = result(future);
      read += result.read();
      tooMuch |= result.tooMuch();
    }
    if (tooMuch && read == 0) {
      throw Status.UNAVAILABLE.withDescription("no history is to be had").asRuntimeException();
    }
    return tooMuch;
  }

  private static RunRecording.Result result(Future<RunRecording.Result> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Interrupts what is under way, and waits for its end. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
