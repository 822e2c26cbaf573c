package dev.throughline.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** The {@code http:} block. */
public final class HttpFactory {
  @JsonProperty @Valid private @Nullable CorsFactory cors;
  @JsonProperty @Valid @NotNull private LimitsFactory limits = new LimitsFactory();
  @JsonProperty @Valid private @Nullable RateLimitFactory rateLimit;

  @JsonProperty @NotNull private Duration drainDelay = Duration.seconds(1);

  Draining build(Environment environment) {
    limits.build(environment);
    if (rateLimit != null) {
      environment.jersey().register(rateLimit.build());
    }
    if (cors != null) {
      // Inside the application's context, so that the admin connector has none of it.
      environment.getApplicationContext().insertHandler(cors.build());
    }
    GracefulStop stop = new GracefulStop(drainDelay);
    environment.healthChecks().register("serving", stop);
    environment.lifecycle().addEventListener(stop);
    return stop;
  }
}
