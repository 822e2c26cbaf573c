package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.ActivityCanceledException;
import io.temporal.common.interceptors.ActivityExecutionContextBase;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

  private final Heartbeats heartbeats = new Heartbeats(Duration.ofMillis(10));

  @Test
  void heartbeats_ofACanceledActivity_goOnUntilClosed() throws InterruptedException {
    CanceledActivity activity = new CanceledActivity();

    Heartbeats.Beating beating = heartbeats.start(activity);
    assertThat(activity.beats.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
    beating.close();

    // One may be under way while the other is closed.
    activity.beats.tryAcquire(1, 50, TimeUnit.MILLISECONDS);
    activity.beats.drainPermits();
    assertThat(activity.beats.tryAcquire(1, 100, TimeUnit.MILLISECONDS)).isFalse();
  }

  private static final class CanceledActivity extends ActivityExecutionContextBase {

    final Semaphore beats = new Semaphore(0);

    CanceledActivity() {
      super(null);
    }

    @Override
    public <V> void heartbeat(V details) {
      beats.release();
      throw new ActivityCanceledException();
    }
  }
}
