package dev.throughline.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.health.HealthCheck.Result;
import org.junit.jupiter.api.Test;

class SpanJournalHealthCheckTest {
  @Test
  void journalWithoutAProblem_isHealthy() {
    assertThat(new SpanJournalHealthCheck(() -> null).execute().isHealthy()).isTrue();
  }

  @Test
  void journalsProblem_isTheMessage() {
    Result result = new SpanJournalHealthCheck(() -> "disk full: 100%").execute();

    assertThat(result.isHealthy()).isFalse();
    assertThat(result.getMessage()).isEqualTo("disk full: 100%");
  }
}
