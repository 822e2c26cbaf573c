package dev.throughline.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.activities.SmtpSettings;
import dev.throughline.activities.http.OutboundSettings;
import dev.throughline.activities.sql.DatabaseSettings;
import dev.throughline.dropwizard.TemporalFactory;
import dev.throughline.dropwizard.TracingFactory;
import dev.throughline.workflows.Workflows;
import io.dropwizard.core.Configuration;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;

/** The file that the service is started with; {@code config.yml} shows every key. */
final class WorkerConfiguration extends Configuration {
  @JsonProperty @Valid @NotNull private TemporalFactory temporal = new TemporalFactory();
  @JsonProperty @Valid @NotNull private TracingFactory tracing = new TracingFactory();
  @JsonProperty @Valid @NotNull private SmtpSettings smtp = SmtpSettings.defaults();
  @JsonProperty @Valid @NotNull private DatabaseSettings database = DatabaseSettings.defaults();
  @JsonProperty @Valid @NotNull private OutboundSettings webhooks = OutboundSettings.defaults();
  @JsonProperty @Valid @NotNull private DeploymentFactory deployment = new DeploymentFactory();
  @JsonProperty @Valid @NotNull private RecorderFactory recorder = new RecorderFactory();
  @JsonProperty @NotBlank private String taskQueue = Workflows.DEFAULT_TASK_QUEUE;
  @JsonProperty @NotNull private Path filesDirectory = Path.of(".throughline", "files");
  @JsonProperty @NotNull private Duration drain = Duration.seconds(20);

  TemporalFactory temporal() {
    return temporal;
  }

  TracingFactory tracing() {
    return tracing;
  }

  SmtpSettings smtp() {
    return smtp;
  }

  DatabaseSettings database() {
    return database;
  }

  /** How URLs that callers give are called. */
  OutboundSettings webhooks() {
    return webhooks;
  }

  DeploymentFactory deployment() {
    return deployment;
  }

  RecorderFactory recorder() {
    return recorder;
  }

  /** What the workers poll. */
  String taskQueue() {
    return taskQueue;
  }

  /** Where activities keep files; shared by all workers of a task queue. */
  Path filesDirectory() {
    return filesDirectory;
  }

  /** How long tasks that have begun may take when the service is stopped. */
  java.time.Duration drain() {
    return drain.toJavaDuration();
  }
}
