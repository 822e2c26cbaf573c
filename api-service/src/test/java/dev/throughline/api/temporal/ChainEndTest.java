package dev.throughline.api.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.Histories;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainEndTest {
  @ParameterizedTest(name = "after {0} there is another: {1}")
  @CsvSource({
    "continue-as-new-1,        true",
    "retry-of-run-1,           true",
    "retry-of-run-timed-out-1, true",
    "cron-1,                   false",
    "activity,                 false",
  })
  void onlyAContinuedOrRetriedRun_hasItsResultElsewhere(String history, boolean elsewhere)
      throws IOException {
    List<HistoryEvent> events = Histories.named(history);

    assertThat(!ChainEnd.next(events.get(events.size() - 1)).isEmpty()).isEqualTo(elsewhere);
  }
}
