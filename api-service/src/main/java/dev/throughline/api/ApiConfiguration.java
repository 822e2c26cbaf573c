package dev.throughline.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.api.auth.AuthFactory;
import dev.throughline.api.events.EventsFactory;
import dev.throughline.api.http.HttpFactory;
import dev.throughline.dropwizard.TemporalFactory;
import dev.throughline.dropwizard.TracingFactory;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Workflows;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that the service is started with; {@code config.yml} shows every key. */
final class ApiConfiguration extends Configuration {
  @JsonProperty @Valid @NotNull private TemporalFactory temporal = new TemporalFactory();
  @JsonProperty @Valid @NotNull private TracingFactory tracing = new TracingFactory();
  @JsonProperty @Valid @NotNull private HttpFactory http = new HttpFactory();
  @JsonProperty @Valid private @Nullable AuthFactory auth;
  @JsonProperty @Valid @NotNull private EventsFactory events = new EventsFactory();
  @JsonProperty @NotBlank private String taskQueue = Workflows.DEFAULT_TASK_QUEUE;

  @JsonProperty @NotNull private Path filesDirectory = FileStore.DEFAULT_DIRECTORY;
  @JsonProperty private boolean idempotencyKeyRequired;

  TemporalFactory temporal() {
    return temporal;
  }

  TracingFactory tracing() {
    return tracing;
  }

  /** Where uploads are kept; shared with the workers. */
  Path filesDirectory() {
    return filesDirectory;
  }

  /** Whether a start without {@code Idempotency-Key} is refused. */
  boolean idempotencyKeyRequired() {
    return idempotencyKeyRequired;
  }

  HttpFactory http() {
    return http;
  }

  /** How callers prove who they are, {@code null} if the file does not say. */
  @Nullable AuthFactory auth() {
    return auth;
  }

  EventsFactory events() {
    return events;
  }

  /** Where workflows are started. */
  String taskQueue() {
    return taskQueue;
  }
}
