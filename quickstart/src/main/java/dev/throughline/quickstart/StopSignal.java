package dev.throughline.quickstart;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM, told to one thread: it is interrupted, so that whatever it waits for ends,
 * and the process does not end before that thread has cleaned up.
 */
final class StopSignal {
  private static final long PATIENCE_SECONDS = 60;

  private final Thread told;
  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private boolean given;

  private StopSignal(Thread told) {
    this.told = told;
  }

  /** Returns the signal for the calling thread. */
  static StopSignal forThisThread() {
    StopSignal signal = new StopSignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(signal::shutDown, "stop"));
    return signal;
  }

  private void shutDown() {
    give();
    try {
      cleanedUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Both at once: who sees that it is given has been interrupted already, and not in the middle of
  // cleaning up.
  private synchronized void give() {
    given = true;
    told.interrupt();
    notifyAll();
  }

  synchronized boolean isGiven() {
    return given;
  }

  /** Waits for the signal. */
  synchronized void await() {
    while (!given) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Some code on the way may have kept an interrupt for later; only the signal counts.
      }
    }
  }

  /** Lets the process end. */
  void cleanedUp() {
    cleanedUp.countDown();
  }
}
