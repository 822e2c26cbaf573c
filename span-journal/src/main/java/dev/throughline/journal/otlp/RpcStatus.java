package dev.throughline.journal.otlp;

import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code google.rpc.Status}.
 *
 * @param message empty if there is none
 * @param retryDelay of its {@code google.rpc.RetryInfo}, as sent; null if it has none
 */
record RpcStatus(String message, @Nullable Duration retryDelay) {
  private static final int MESSAGE = 2;
  private static final int DETAILS = 3;
  private static final int ANY_TYPE_URL = 1;
  private static final int ANY_VALUE = 2;
  private static final int RETRY_DELAY = 1;
  private static final int SECONDS = 1;
  private static final int NANOS = 2;

  static RpcStatus parse(byte[] bytes) {
    ProtoReader status = ProtoReader.of(bytes);
    Duration retryDelay =
        status.all(DETAILS).stream()
            .map(ProtoReader::of)
            .filter(detail -> detail.text(ANY_TYPE_URL).endsWith("/google.rpc.RetryInfo"))
            .findFirst()
            .map(detail -> ProtoReader.of(detail.bytes(ANY_VALUE)))
            .map(info -> duration(info.bytes(RETRY_DELAY)))
            .orElse(null);
    return new RpcStatus(status.text(MESSAGE), retryDelay);
  }

  private static @Nullable Duration duration(byte[] bytes) {
    ProtoReader duration = ProtoReader.of(bytes);
    try {
      return Duration.ofSeconds(duration.number(SECONDS), duration.number(NANOS));
    } catch (ArithmeticException | DateTimeException e) {
      return null;
    }
  }
}
