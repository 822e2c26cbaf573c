package dev.throughline.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.api.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTest {
  @ParameterizedTest
  @CsvSource({
    "30,    PT30S",
    "30s,   PT30S",
    "PT30S, PT30S",
    "1.5s,  PT1.5S",
    "500ms, PT0.5S",
    "1m,    PT60S",
    "0,     PT0S",
    "61,    PT60S",
    "P9D,   PT60S",
  })
  void wait_isSecondsOrADuration_atMostAMinute(String text, Duration wait) {
    assertThat(Wait.of(text)).isEqualTo(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "-1s", "PT-1S", "9999999999", "1e3"})
  void otherText_isRefused(String text) {
    assertThatThrownBy(() -> Wait.of(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }
}
