package dev.throughline.journal;

import dev.throughline.journal.otlp.OtlpEndpoint;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's threads: one keeps the files, one takes over what others have left, and one exports
 * where there is an endpoint.
 */
final class JournalThreads {
  private static final Logger log = LoggerFactory.getLogger(JournalThreads.class);
  private static final long ADOPT_MILLIS = 10_000;

  private final Keeper keeper;
  private final Consumer<BooleanSupplier> adoption;
  private final @Nullable OtlpEndpoint endpoint;
  private final @Nullable Exporter exporter;
  private final Duration stopTimeout;
  private final Runnable afterwards;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<@Nullable CompletableResultCode> stopped = new AtomicReference<>();
  private final Thread keeping;
  private final Thread adopting;
  private final @Nullable Thread exporting;

  /**
   * The threads, not started.
   *
   * @param adoption sees to what others have left, now and then, until it is told to stop
   * @param stopTimeout how long the export may go on when it is to stop
   * @param afterwards runs when all has stopped
   */
  JournalThreads(
      Keeper keeper,
      Consumer<BooleanSupplier> adoption,
      @Nullable OtlpEndpoint endpoint,
      @Nullable Exporter exporter,
      Duration stopTimeout,
      Runnable afterwards) {
    this.keeper = keeper;
    this.adoption = adoption;
    this.endpoint = endpoint;
    this.exporter = exporter;
    this.stopTimeout = stopTimeout;
    this.afterwards = afterwards;
    this.keeping = thread("keep", keeper);
    this.adopting = thread("adopt", this::adopt);
    this.exporting = exporter == null ? null : thread("export", exporter);
  }

  void start() {
    keeper.open();
    keeping.start();
    adopting.start();
    if (exporting != null) {
      exporting.start();
    }
  }

  /** Succeeds when the backend has all that is in the journal now; without one, at once. */
  CompletableResultCode flush() {
    return exporter == null || isStopping() ? CompletableResultCode.ofSuccess() : exporter.flush();
  }

  /** Exports what it can within the time limit, and lets go of the files; the second time too. */
  CompletableResultCode stop() {
    CompletableResultCode result = new CompletableResultCode();
    if (!stopped.compareAndSet(null, result)) {
      CompletableResultCode earlier = stopped.get();
      return earlier == null ? CompletableResultCode.ofSuccess() : earlier;
    }
    thread("stop", () -> stop(result)).start();
    return result;
  }

  private void stop(CompletableResultCode result) {
    stop.countDown();
    try {
      if (exporter != null && exporting != null && endpoint != null) {
        exporter.stop();
        exporting.join(Math.max(1, stopTimeout.toMillis()));
        exporter.cancel();
        endpoint.close();
        exporting.join();
      }
      // Nobody is interrupted: that would close the files that a thread is at work on.
      keeper.stop();
      adopting.join();
      keeping.join();
      keeper.close();
      afterwards.run();
      result.succeed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.fail();
    } catch (RuntimeException e) {
      log.error("The journal did not stop as it should; what it has is on disk", e);
      result.fail();
    }
  }

  private void adopt() {
    try {
      do {
        adoption.accept(this::isStopping);
      } while (!stop.await(ADOPT_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  private static Thread thread(String task, Runnable code) {
    Thread thread = new Thread(code, "span-journal-" + task);
    thread.setDaemon(true);
    return thread;
  }
}
