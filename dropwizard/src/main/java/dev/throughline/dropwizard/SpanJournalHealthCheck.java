package dev.throughline.dropwizard;

import com.codahale.metrics.health.HealthCheck;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Healthy while the span journal keeps spans. */
final class SpanJournalHealthCheck extends HealthCheck {
  private final Supplier<@Nullable String> problem;

  /**
   * @param problem {@code SpanJournal::problem}
   */
  SpanJournalHealthCheck(Supplier<@Nullable String> problem) {
    this.problem = problem;
  }

  @Override
  protected Result check() {
    String message = problem.get();
    return message == null ? Result.healthy() : Result.unhealthy(message);
  }
}
