package dev.throughline.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.dropwizard.TemporalFactory;
import dev.throughline.dropwizard.TracingFactory;
import dev.throughline.workflows.Workflows;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/** The file that the service is started with; {@code config.yml} shows every key. */
final class ApiConfiguration extends Configuration {
  @JsonProperty @Valid @NotNull private TemporalFactory temporal = new TemporalFactory();
  @JsonProperty @Valid @NotNull private TracingFactory tracing = new TracingFactory();
  @JsonProperty @NotBlank private String taskQueue = Workflows.DEFAULT_TASK_QUEUE;

  @JsonProperty private boolean idempotencyKeyRequired;

  TemporalFactory temporal() {
    return temporal;
  }

  TracingFactory tracing() {
    return tracing;
  }

  /** Whether a start without {@code Idempotency-Key} is refused. */
  boolean idempotencyKeyRequired() {
    return idempotencyKeyRequired;
  }

  /** Where workflows are started. */
  String taskQueue() {
    return taskQueue;
  }
}
