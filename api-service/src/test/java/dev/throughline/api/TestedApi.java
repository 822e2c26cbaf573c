package dev.throughline.api;

import io.dropwizard.core.Application;
import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import java.util.Map;

/** The real service in this process, on free ports. */
public final class TestedApi {
  private TestedApi() {}

  /**
   * Not started yet.
   *
   * @param temporal Temporal's address
   */
  public static DropwizardTestSupport<?> with(String temporal, ConfigOverride... overrides) {
    return new DropwizardTestSupport<>(ApiApplication.class, "config.yml", overrides) {
      @Override
      public Application<ApiConfiguration> newApplication() {
        return new ApiApplication(
            Map.of("API_PORT", "0", "API_ADMIN_PORT", "0", "TEMPORAL_ADDRESS", temporal));
      }
    };
  }
}
