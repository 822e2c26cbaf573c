package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PostponedTest {
  private static final Run RUN = new Run("default", "order-1", "run-1");
  private static final Run OTHER = new Run("default", "order-2", "run-2");

  private final AtomicLong clock = new AtomicLong();
  private final Postponed postponed = new Postponed(clock::get);

  @Test
  void run_thatNeverFailed_isNotWaiting() {
    assertThat(postponed.isWaiting(RUN)).isFalse();
    assertThat(postponed.delivered(RUN)).isZero();
  }

  @Test
  void run_isTriedLaterAndLater_andGivenUpInTheEnd() {
    List<Long> pauses = new ArrayList<>();

    while (postponed.postpone(RUN, 0, true)) {
      pauses.add(pause());
      postponed.told(OTHER);
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L);
    assertThat(postponed.isWaiting(RUN)).isFalse();
  }

  @Test
  void run_thatALimitStopped_isNeverGivenUp() {
    for (int i = 0; i < 100; i++) {
      assertThat(postponed.postpone(RUN, 0, false)).isTrue();
      assertThat(pause()).isEqualTo(1);
      postponed.told(OTHER);
    }
  }

  @Test
  void run_isNotGivenUp_whileTemporalTellsNoOther() {
    for (int i = 0; i < 7; i++) {
      postponed.postpone(RUN, 0, true);
      postponed.told(OTHER);
    }

    assertThat(postponed.postpone(OTHER, 0, true)).isTrue();
    postponed.postpone(RUN, 0, false);
    for (int i = 0; i < 100; i++) {
      assertThat(postponed.postpone(RUN, 0, true)).isTrue();
      assertThat(pause()).isEqualTo(64);
    }

    postponed.told(OTHER);
    assertThat(postponed.postpone(RUN, 0, true)).isFalse();
  }

  @Test
  void spansDelivered_areNotForgotten_byATryThatBrokeOffEarlier() {
    postponed.postpone(RUN, 512, true);
    postponed.postpone(RUN, 0, true);
    postponed.postpone(RUN, 100, false);

    assertThat(postponed.delivered(RUN)).isEqualTo(512);
  }

  @Test
  void run_thatIsRecorded_isForgotten() {
    postponed.postpone(RUN, 7, true);

    postponed.told(RUN);

    assertThat(postponed.isWaiting(RUN)).isFalse();
    assertThat(postponed.delivered(RUN)).isZero();
  }

  private long pause() {
    long seconds = 0;
    while (postponed.isWaiting(RUN)) {
      clock.addAndGet(Duration.ofSeconds(1).toNanos());
      seconds++;
    }
    return seconds;
  }
}
