package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.Payloads;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Instant FROM = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final long FROM_MICROS = Progress.micros(FROM);

  @Test
  void progress_comesBackFromAHeartbeat() {
    Map<Long, Long> runs = Map.of(Long.MIN_VALUE, FROM_MICROS, -1L, FROM_MICROS + 59_999_999);

    Progress back = overTheWire(Progress.of(FROM, runs));

    assertThat(back.fromInstant()).isEqualTo(FROM);
    assertThat(back.recordedRuns()).isEqualTo(runs);
  }

  @Test
  void progress_thatIsNone_comesBackFromAHeartbeat() {
    Progress back = overTheWire(Progress.NONE);

    assertThat(back.fromInstant()).isEqualTo(Instant.EPOCH);
    assertThat(back.recordedRuns()).isEmpty();
  }

  @Test
  void heartbeat_ofAFullRecorder_isSmallEnoughForTemporal() {
    Map<Long, Long> runs = new HashMap<>();
    for (long key = 0; key < RecordedRuns.ROOM; key++) {
      runs.put(key, FROM_MICROS + key);
    }

    int bytes = payloads(Progress.of(FROM, runs)).getSerializedSize();

    assertThat(bytes).isLessThan(400_000);
  }

  @Test
  void and_beginsAtTheEarlier_andKnowsTheRunsOfBoth() {
    Progress one = Progress.of(FROM, Map.of(1L, FROM_MICROS + 5, 2L, FROM_MICROS + 6));
    Progress other = Progress.of(FROM.plusSeconds(1), Map.of(3L, FROM_MICROS + 1_000_007));

    for (Progress both : new Progress[] {one.and(other), other.and(one)}) {
      assertThat(both.fromInstant()).isEqualTo(FROM);
      assertThat(both.recordedRuns())
          .isEqualTo(Map.of(1L, FROM_MICROS + 5, 2L, FROM_MICROS + 6, 3L, FROM_MICROS + 1_000_007));
    }
  }

  private static Progress overTheWire(Progress progress) {
    return converter()
        .fromPayload(payloads(progress).getPayloads(0), Progress.class, Progress.class);
  }

  private static Payloads payloads(Progress progress) {
    return converter().toPayloads(progress).orElseThrow();
  }

  private static DataConverter converter() {
    return DefaultDataConverter.STANDARD_INSTANCE;
  }
}
