package dev.throughline.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** The {@code rateLimit:} block. Without it nothing is limited. */
final class RateLimitFactory {
  @JsonProperty
  @Min(1)
  private long requests = 100;

  @JsonProperty
  @NotNull
  @MinDuration(1)
  private Duration period = Duration.seconds(1);

  @JsonProperty
  @Min(1)
  private long maxCallers = 100_000;

  RateLimitFilter build() {
    long windowSeconds = Math.max(1, period.toSeconds());
    return new RateLimitFilter(
        new RateLimiter(requests, period.toJavaDuration(), maxCallers),
        "\"default\";q=%d;w=%d".formatted(requests, windowSeconds));
  }
}
