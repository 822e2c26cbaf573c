package dev.throughline.activities;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Heartbeats for activities whose own thread is blocked. One daemon thread serves all of them and
 * ends when there has been nothing to do for a while.
 *
 * <p>Thread-safe.
 */
final class Heartbeats {

  /** Well below the heartbeat time-out of 10 s. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  private final Duration period;
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "throughline-heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  Heartbeats(Duration period) {
    this.period = period;
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(5 * period.toMillis(), TimeUnit.MILLISECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  /** Heartbeats until closed, the first one after a period. */
  Beating start(ActivityExecutionContext activity) {
    long millis = period.toMillis();
    ScheduledFuture<?> beating =
        executor.scheduleWithFixedDelay(
            () -> beat(activity), millis, millis, TimeUnit.MILLISECONDS);
    return () -> beating.cancel(false);
  }

  private static void beat(ActivityExecutionContext activity) {
    try {
      activity.heartbeat(null);
    } catch (ActivityCompletionException e) {
      // Canceled, or the worker shuts down. What blocks cannot be stopped half-way, so it goes on
      // and so do the heartbeats: without them the server would start another attempt beside it.
    }
  }

  /** Stops when closed. */
  interface Beating extends AutoCloseable {
    @Override
    void close();
  }
}
