package dev.throughline.activities.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How URLs that callers give are called. Readable by Jackson, where every field has a default.
 *
 * @param allowPrivateAddresses whether hosts that are not on the public Internet may be called,
 *     which opens this machine's network to whoever may give a URL; default false
 * @param connectTimeout default 5 s
 * @param readTimeout for the answer to begin, and for each read of it, default 8 s: less than the
 *     heartbeat time-out, so that a download that stalls ends as what it is
 */
public record OutboundSettings(
    boolean allowPrivateAddresses, Duration connectTimeout, Duration readTimeout) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public OutboundSettings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("readTimeout", readTimeout);
  }

  /** Every setting at its default. */
  public static OutboundSettings defaults() {
    return withDefaults(null, null, null);
  }

  @JsonCreator
  static OutboundSettings withDefaults(
      @JsonProperty("allowPrivateAddresses") @Nullable Boolean allowPrivateAddresses,
      @JsonProperty("connectTimeout") @Nullable Duration connectTimeout,
      @JsonProperty("readTimeout") @Nullable Duration readTimeout) {
    return new OutboundSettings(
        Objects.requireNonNullElse(allowPrivateAddresses, false),
        Objects.requireNonNullElse(connectTimeout, Duration.ofSeconds(5)),
        Objects.requireNonNullElse(readTimeout, Duration.ofSeconds(8)));
  }

  private static void requirePositive(String name, Duration timeout) {
    // Below a millisecond it would become 0, which means for ever.
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is not positive: " + timeout);
    }
  }
}
