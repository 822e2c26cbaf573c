package dev.throughline.recorder.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.journal.otlp.Answer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairTest {
  private static final SpanData SPAN =
      TestSpanData.builder()
          .setName("Timer")
          .setKind(SpanKind.INTERNAL)
          .setStatus(StatusData.unset())
          .setStartEpochNanos(1)
          .setEndEpochNanos(1)
          .setHasEnded(true)
          .build();

  @Test
  void manySpans_goInRequestsOfALimitedSize() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    Repair repair =
        new Repair(
            spans -> {
              sizes.add(spans.size());
              return new Answer.Accepted(0, "");
            },
            1);

    assertThat(repair.store(Collections.nCopies(1_100, SPAN))).isTrue();
    assertThat(sizes).containsExactly(512, 512, 76);
  }

  @Test
  void spansThatTheBackendDoesNotTake_areNotStored() throws Exception {
    Repair repair = new Repair(spans -> new Answer.Accepted(1, "too old"), 1);

    assertThat(repair.store(List.of(SPAN))).isFalse();
  }

  @Test
  void backendThatIsAway_isTriedAgain_butNotForEver() {
    List<List<SpanData>> requests = new ArrayList<>();
    Repair repair =
        new Repair(
            spans -> {
              requests.add(spans);
              return new Answer.Unavailable("connection refused", null);
            },
            2);

    assertThatThrownBy(() -> repair.store(List.of(SPAN)))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("connection refused");
    assertThat(requests).hasSize(2);
  }
}
