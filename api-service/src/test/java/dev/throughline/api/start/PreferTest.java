package dev.throughline.api.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "respond-async, wait=10      | 10 | respond-async, wait=10",
        "wait=10                     | 10 | wait=10",
        "WAIT = \"7\"; foo=bar       |  7 | wait=7",
        "wait=3, wait=9              |  3 | wait=3",
        "respond-async               |  0 | respond-async",
        "return=minimal, wait=1      |  1 | wait=1",
        "wait=100000                 | 60 | wait=60"
      })
  void whatIsPreferred_isHonoured(String field, int seconds, String applied) {
    Prefer prefer = Prefer.of(List.of(field));

    assertThat(prefer.honouredWait()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(prefer.applied()).isEqualTo(applied);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wait", "wait=", "wait=soon", "wait=-1", "wait=1.5", "handling=lenient"})
  void whatCannotBeRead_isIgnored(String field) {
    assertThat(Prefer.of(List.of(field)).applied()).isNull();
    assertThat(Prefer.of(List.of(field)).honouredWait()).isZero();
  }

  @Test
  void severalFields_areOneList() {
    assertThat(Prefer.of(List.of("respond-async", "wait=5")).applied())
        .isEqualTo("respond-async, wait=5");
  }

  @Test
  void respondAsync_alone_meansNotToWaitWhereWaitingIsTheRule() {
    Duration rule = Duration.ofSeconds(10);

    assertThat(Prefer.of(List.of("respond-async")).honouredWait(rule)).isZero();
    assertThat(Prefer.of(null).honouredWait(rule)).isEqualTo(rule);
  }
}
