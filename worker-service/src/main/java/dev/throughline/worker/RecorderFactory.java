package dev.throughline.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.ForeignRuns;
import dev.throughline.recorder.sweep.Recorder;
import dev.throughline.tracing.DurableTracing;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.OneOf;
import io.temporal.client.WorkflowClient;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code recorder:} block: how what only event history tells gets into traces. */
final class RecorderFactory {
  private static final Logger log = LoggerFactory.getLogger(RecorderFactory.class);

  @JsonProperty private boolean enabled = true;

  /** Not the enum itself: a typing error is to be answered with the values that there are. */
  @JsonProperty
  @NotNull
  @OneOf(
      value = {"full", "anchors", "off"},
      ignoreCase = true)
  private String foreign = "full";

  @JsonProperty
  @Min(1)
  @Max(1_000)
  private int shards = 1;

  @JsonProperty
  @Min(1)
  private int readers = 2;

  @JsonProperty
  @NotNull
  @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS)
  private Duration interval = Duration.seconds(1);

  @JsonProperty
  @NotNull
  @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private Duration overlap = Duration.minutes(1);

  /** What is written of runs on workers without Throughline. */
  ForeignRuns foreignRuns() {
    return ForeignRuns.valueOf(foreign.toUpperCase(Locale.ROOT));
  }

  /** Starts and stops a recorder with the environment, unless it is switched off. */
  void build(
      Environment environment,
      WorkflowClient client,
      DurableTracing tracing,
      @Nullable SpanDestination destination) {
    if (!enabled) {
      return;
    }
    if (destination == null) {
      log.warn("There is no recorder: it needs an OTLP endpoint or the journal");
      return;
    }
    Recorder recorder =
        Recorder.builder(
                client.getWorkflowServiceStubs(), client.getOptions().getNamespace(), destination)
            .setForeignRuns(foreignRuns())
            .setSampleDerived(tracing::samples)
            .setShards(shards)
            .setReaders(readers)
            .setInterval(interval.toJavaDuration())
            .setOverlap(overlap.toJavaDuration())
            .setMeterProvider(tracing.openTelemetry().getMeterProvider())
            .build();
    environment
        .lifecycle()
        .manage(
            new Managed() {
              @Override
              public void start() {
                recorder.start();
              }

              @Override
              public void stop() {
                recorder.close();
              }
            });
  }
}
