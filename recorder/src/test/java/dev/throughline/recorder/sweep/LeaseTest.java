package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final List<Long> heartbeats = new CopyOnWriteArrayList<>();
  private final AtomicInteger losses = new AtomicInteger();
  private volatile Lease.Heartbeat temporal = progress -> null;
  private @Nullable Lease lease;

  @AfterEach
  void close() {
    if (lease != null) {
      lease.close();
    }
  }

  @Test
  void lease_isHeld_asLongAsHeartbeatsAreAcknowledged() {
    Lease held = lease(TIMEOUT);

    await().until(() -> heartbeats.size() >= 6);

    assertThatCode(held::check).doesNotThrowAnyException();
    assertThat(losses).hasValue(0);
  }

  @Test
  void lease_thatTemporalDoesNotGive_isNotTaken() {
    temporal = progress -> "the activity is paused";

    assertThatThrownBy(() -> lease(TIMEOUT))
        .isInstanceOf(LeaseLostException.class)
        .hasMessage("the activity is paused");
  }

  @Test
  void lease_whoseFirstHeartbeatIsNotAcknowledged_isNotTaken() {
    temporal =
        progress -> {
          throw Status.UNAVAILABLE.asRuntimeException();
        };

    assertThatThrownBy(() -> lease(TIMEOUT)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void lease_isLostByItsOwnClock_beforeTemporalsTimeOut() {
    Lease held = lease(TIMEOUT);
    temporal =
        progress -> {
          throw Status.UNAVAILABLE.asRuntimeException();
        };
    long lastAcknowledged = heartbeats.get(heartbeats.size() - 1);

    await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> assertThatThrownBy(held::check).isInstanceOf(LeaseLostException.class));

    assertThat(System.nanoTime() - lastAcknowledged).isLessThan(TIMEOUT.toNanos());
  }

  @Test
  void lease_thatIsNotFound_isLostAtOnce() {
    Lease held = lease(TIMEOUT);
    temporal =
        progress -> {
          throw Status.NOT_FOUND.asRuntimeException();
        };

    held.progressed();

    await().untilAsserted(() -> assertThat(losses).hasValue(1));
    assertThatThrownBy(held::check)
        .isInstanceOf(LeaseLostException.class)
        .hasMessage("the attempt is over for Temporal");
  }

  @Test
  void lease_thatIsToEnd_isLostAtOnce_andStaysLost() {
    Lease held = lease(TIMEOUT);
    temporal = progress -> "the activity is to be canceled";

    await().untilAsserted(() -> assertThat(losses).hasValue(1));
    int sent = heartbeats.size();
    temporal = progress -> null;
    held.progressed();

    assertThatThrownBy(held::check).hasMessage("the activity is to be canceled");
    assertThat(losses).hasValue(1);
    assertThat(heartbeats).hasSize(sent);
  }

  @Test
  void heartbeat_thatFailsInAnyWay_doesNotEndTheOthers() {
    Lease held = lease(TIMEOUT);
    AtomicInteger failures = new AtomicInteger(1);
    temporal =
        progress -> {
          if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("broken");
          }
          return null;
        };

    int sent = heartbeats.size();
    await().until(() -> heartbeats.size() > sent + 6);

    assertThatCode(held::check).doesNotThrowAnyException();
  }

  @Test
  void progress_isToldSoon_andNotAtEveryNudge() {
    Lease held = lease(Duration.ofMinutes(1));
    long began = System.nanoTime();

    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              held.progressed();
              return heartbeats.size() == 4;
            });

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
  }

  @Test
  void closedLease_makesNoHeartbeat() {
    Lease held = lease(Duration.ofMinutes(1));
    held.progressed();
    await().until(() -> heartbeats.size() == 2);

    held.close();
    held.progressed();

    await()
        .during(Duration.ofMillis(400))
        .atMost(Duration.ofSeconds(5))
        .until(() -> heartbeats.size() == 2);
  }

  @Test
  void heartbeat_thatIsAnsweredAfterTheEnd_disturbsNobody() throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Lease held = lease(TIMEOUT);
    temporal =
        progress -> {
          sent.countDown();
          awaitQuietly(closed);
          answered.countDown();
          throw Status.NOT_FOUND.asRuntimeException();
        };
    assertThat(sent.await(5, TimeUnit.SECONDS)).isTrue();

    held.close();
    closed.countDown();

    assertThat(answered.await(5, TimeUnit.SECONDS)).isTrue();
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(5))
        .until(() -> losses.get() == 0);
  }

  private Lease lease(Duration timeout) {
    lease = new Lease(this::send, timeout, () -> Progress.NONE, losses::incrementAndGet);
    return lease;
  }

  private @Nullable String send(Progress progress) {
    heartbeats.add(System.nanoTime());
    return temporal.send(progress);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
