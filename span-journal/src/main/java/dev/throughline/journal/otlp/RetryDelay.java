package dev.throughline.journal.otlp;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How long a backend wants to be left alone, or null. What it asks for is cut to an hour, so that a
 * wrong clock or unit does not silence a process for days; the past and negative times are ignored.
 */
final class RetryDelay {
  private static final Duration MOST = Duration.ofHours(1);

  private RetryDelay() {}

  /** {@code Retry-After}, in seconds or as a date (RFC 9110, section 10.2.3). */
  static @Nullable Duration ofHttp(Headers headers) {
    String value = headers.get("Retry-After");
    if (value == null) {
      return null;
    }
    if (value.matches("\\d+")) {
      // More digits than this are beyond the limit anyhow, and perhaps beyond a long.
      return value.length() > 9 ? MOST : bounded(Duration.ofSeconds(Long.parseLong(value)));
    }
    Instant until = headers.getInstant("Retry-After");
    Instant sent = headers.getInstant("Date");
    // By the backend's own clock where it tells it.
    return until == null
        ? null
        : bounded(Duration.between(sent == null ? Instant.now() : sent, until));
  }

  /**
   * {@code grpc-retry-pushback-ms} (gRPC proposal A6), else the {@code google.rpc.RetryInfo} in
   * {@code grpc-status-details-bin} (OTLP specification, "OTLP/gRPC Throttling").
   */
  static @Nullable Duration ofGrpc(Headers trailers) {
    String pushback = trailers.get("grpc-retry-pushback-ms");
    if (pushback != null && pushback.matches("\\d{1,9}")) {
      return bounded(Duration.ofMillis(Long.parseLong(pushback)));
    }
    String details = trailers.get("grpc-status-details-bin");
    if (details == null) {
      return null;
    }
    try {
      return bounded(RpcStatus.parse(Base64.getDecoder().decode(details)).retryDelay());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Duration bounded(@Nullable Duration delay) {
    if (delay == null || delay.isNegative()) {
      return null;
    }
    return delay.compareTo(MOST) > 0 ? MOST : delay;
  }
}
