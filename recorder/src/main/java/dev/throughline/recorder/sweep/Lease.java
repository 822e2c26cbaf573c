package dev.throughline.recorder.sweep;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to record a shard: it is held from one heartbeat that Temporal has acknowledged until
 * the heartbeat time-out would give the shard to another worker. The SDK's own heartbeats do not
 * tell whether they arrived, so these are made here.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
final class Lease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);
  private static final Duration BETWEEN_HEARTBEATS = Duration.ofMillis(200);

  private final Heartbeat heartbeat;
  private final Supplier<Progress> progress;
  private final Runnable onLost;
  private final long validNanos;
  private final Semaphore nudges = new Semaphore(0);
  private final Stop closed = new Stop();
  private volatile long renewedNanos;
  private volatile @Nullable String lost;

  /** Tells Temporal how far the activity has come. */
  interface Heartbeat {
    /**
     * One call.
     *
     * @return why the activity is to end, or {@code null} if it is to go on
     * @throws StatusRuntimeException {@code NOT_FOUND} if the attempt is no longer Temporal's
     */
    @Nullable String send(Progress progress);
  }

  /**
   * Takes the lease by a first heartbeat.
   *
   * @param timeout the activity's heartbeat time-out
   * @param onLost called once, when it was lost
   * @throws LeaseLostException if Temporal does not give it
   */
  Lease(Heartbeat heartbeat, Duration timeout, Supplier<Progress> progress, Runnable onLost) {
    this.heartbeat = heartbeat;
    this.progress = progress;
    this.onLost = onLost;
    // An export that has just begun may still arrive.
    this.validNanos = timeout.toNanos() * 8 / 10;
    this.renewedNanos = System.nanoTime() - validNanos;
    renew();
    check();
    Thread ticker = new Thread(() -> renewEvery(timeout.dividedBy(4)), "recorder-lease");
    ticker.setDaemon(true);
    ticker.start();
  }

  private void renewEvery(Duration period) {
    try {
      while (!closed.isSet()) {
        if (nudges.tryAcquire(period.toNanos(), TimeUnit.NANOSECONDS)) {
          closed.await(BETWEEN_HEARTBEATS.minusNanos(System.nanoTime() - renewedNanos));
          nudges.drainPermits();
        }
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * To be asked before whatever only one may do.
   *
   * @throws LeaseLostException if it is not held any more
   */
  void check() {
    String reason = lost;
    if (reason == null && System.nanoTime() - renewedNanos > validNanos) {
      reason = "Temporal has not acknowledged a heartbeat in time";
    }
    if (reason != null) {
      throw new LeaseLostException(reason);
    }
  }

  /** There is progress that should not be lost: Temporal is told soon. */
  void progressed() {
    nudges.release();
  }

  private void renew() {
    if (lost != null || closed.isSet()) {
      return;
    }
    long now = System.nanoTime();
    try {
      String end = heartbeat.send(progress.get());
      if (end == null) {
        renewedNanos = now;
      } else {
        lose(end);
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        lose("the attempt is over for Temporal");
      } else {
        log.debug("A heartbeat was not acknowledged", e);
      }
    } catch (RuntimeException e) {
      // The ticker would stop without a word.
      log.error("Cannot send a heartbeat", e);
    }
  }

  private synchronized void lose(String reason) {
    lost = reason;
    // After the end of the turn, its thread does other work.
    if (!closed.isSet()) {
      onLost.run();
    }
  }

  /** After this, nobody is told of a loss. */
  @Override
  public synchronized void close() {
    closed.set();
    nudges.release();
  }
}
