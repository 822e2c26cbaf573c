package dev.throughline.journal.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  @Test
  void seconds_areSeconds() {
    assertThat(retryAfter("120")).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void zero_isToday() {
    assertThat(retryAfter("0")).isEqualTo(Duration.ZERO);
  }

  @Test
  void date_isByTheBackendsClock() {
    Headers headers =
        Headers.of(
            "Date",
            "Fri, 31 Dec 1999 23:58:00 GMT",
            "Retry-After",
            "Fri, 31 Dec 1999 23:59:59 GMT");
    assertThat(RetryDelay.ofHttp(headers)).isEqualTo(Duration.ofSeconds(119));
  }

  @Test
  void date_withoutTheBackendsClock_isByOurs() {
    Headers headers =
        new Headers.Builder().set("Retry-After", Date.from(Instant.now().plusSeconds(100))).build();
    assertThat(RetryDelay.ofHttp(headers))
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
  }

  @Test
  void dateInThePast_isIgnored() {
    assertThat(retryAfter("Fri, 31 Dec 1999 23:59:59 GMT")).isNull();
  }

  @Test
  void negativeSeconds_areIgnored() {
    assertThat(retryAfter("-5")).isNull();
  }

  @Test
  void nonsense_isIgnored() {
    assertThat(retryAfter("soon")).isNull();
  }

  @Test
  void centuries_areAnHour() {
    assertThat(retryAfter("99999999999999999999")).isEqualTo(Duration.ofHours(1));
    assertThat(retryAfter("86400")).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void pushback_isInMilliseconds() {
    assertThat(RetryDelay.ofGrpc(Headers.of("grpc-retry-pushback-ms", "1500")))
        .isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void negativePushback_isIgnored() {
    assertThat(RetryDelay.ofGrpc(Headers.of("grpc-retry-pushback-ms", "-1"))).isNull();
  }

  @Test
  void detailsThatAreNoBase64_areIgnored() {
    assertThat(RetryDelay.ofGrpc(Headers.of("grpc-status-details-bin", "%%%"))).isNull();
  }

  private static @Nullable Duration retryAfter(String value) {
    return RetryDelay.ofHttp(Headers.of("Retry-After", value));
  }
}
