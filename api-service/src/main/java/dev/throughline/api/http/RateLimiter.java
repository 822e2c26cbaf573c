package dev.throughline.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * A token bucket for each caller: as many at once as the limit, and over time no more than the
 * limit in a period. At most so many callers are remembered; the one that is forgotten starts
 * afresh.
 *
 * <p>Thread safety: may be used from any thread.
 */
public final class RateLimiter {
  private final Cache<String, Bucket> buckets;
  private final long limit;
  private final Duration period;

  /**
   * What a caller may still do.
   *
   * @param granted whether this one was granted
   * @param remaining how many more would be, now
   * @param retryAfterSeconds when the next would be; 0 if now
   * @param resetSeconds when all would be again
   */
  public record Grant(boolean granted, long remaining, long retryAfterSeconds, long resetSeconds) {}

  public RateLimiter(long limit, Duration period, long maxCallers) {
    this.limit = limit;
    this.period = period;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxCallers)
            // By then a bucket is as full as a new one.
            .expireAfterAccess(period)
            .build();
  }

  /** Takes one, if there is one. */
  public Grant take(String caller) {
    ConsumptionProbe probe = bucket(caller).tryConsumeAndReturnRemaining(1);
    return new Grant(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        seconds(probe.getNanosToWaitForRefill()),
        seconds(probe.getNanosToWaitForReset()));
  }

  /** Returns in how many seconds there will be one to take: 0 if there is now. */
  public long secondsUntilNext(String caller) {
    return seconds(bucket(caller).estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  private Bucket bucket(String caller) {
    return buckets.get(
        caller,
        key ->
            Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, period))
                .build());
  }

  private static long seconds(long nanos) {
    return (nanos + 999_999_999) / 1_000_000_000;
  }
}
