package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Any number may be the clock's, also one that is about to overflow. */
  private static final long NOW = Long.MAX_VALUE - 30 * SECOND;

  private final Settling settling = new Settling(Duration.ofSeconds(60));

  @Test
  void stretch_isSettled_whenAScanAnOverlapLaterHasLookedAtItAgain() {
    assertThat(settling.scanned(T, NOW)).isNull();
    assertThat(settling.scanned(T.plusSeconds(59), NOW + 60 * SECOND - 1)).isNull();
    assertThat(settling.scanned(T.plusSeconds(60), NOW + 60 * SECOND)).isEqualTo(T);
  }

  @Test
  void stretch_thatDoesNotGrow_isSettledByItsFirstScan() {
    assertThat(settling.scanned(T, NOW)).isNull();
    assertThat(settling.scanned(T, NOW + 30 * SECOND)).isNull();
    assertThat(settling.scanned(T, NOW + 60 * SECOND)).isEqualTo(T);
  }

  @Test
  void severalStretches_areSettledAtOnce_byTheNewest() {
    settling.scanned(T, NOW);
    settling.scanned(T.plusSeconds(10), NOW + 10 * SECOND);
    settling.scanned(T.plusSeconds(20), NOW + 20 * SECOND);

    assertThat(settling.scanned(T.plusSeconds(90), NOW + 75 * SECOND)).isEqualTo(T.plusSeconds(10));
  }

  @Test
  void stretch_withARunThatCameLateAndIsNotRecorded_isNotSettled() {
    settling.scanned(T, NOW);

    assertThat(settling.scanned(T.minusSeconds(5), NOW + 61 * SECOND)).isNull();
    assertThat(settling.scanned(T.plusSeconds(60), NOW + 62 * SECOND)).isEqualTo(T);
  }

  @Test
  void outage_makesTheOverlapBeginAnew() {
    settling.scanned(T, NOW);
    settling.interrupted();

    assertThat(settling.scanned(T, NOW + 61 * SECOND)).isNull();
    assertThat(settling.scanned(T, NOW + 120 * SECOND)).isNull();
    assertThat(settling.scanned(T, NOW + 121 * SECOND)).isEqualTo(T);
  }
}
