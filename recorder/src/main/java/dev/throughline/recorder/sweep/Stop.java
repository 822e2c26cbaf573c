package dev.throughline.recorder.sweep;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether this process is to stop recording. */
final class Stop {
  private final CountDownLatch set = new CountDownLatch(1);

  void set() {
    set.countDown();
  }

  boolean isSet() {
    return set.getCount() == 0;
  }

  /** Waits for it, at most so long. */
  boolean await(Duration limit) throws InterruptedException {
    return set.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
