package dev.throughline.api.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/** Configuration of event streams: {@code events} in the file. */
public final class EventsFactory {
  @JsonProperty
  @Min(1)
  private int maxWatchers = 2000;

  @JsonProperty
  @Min(1)
  private int maxWatchersPerRun = 500;

  @JsonProperty
  @NotNull
  @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration heartbeat = Duration.seconds(15);

  /** How many may watch at once; more are answered 503. */
  int maxWatchers() {
    return maxWatchers;
  }

  /** How many may watch one run. */
  int maxWatchersPerRun() {
    return maxWatchersPerRun;
  }

  /** How often a watcher is sent something where nothing happens. */
  java.time.Duration heartbeat() {
    return heartbeat.toJavaDuration();
  }
}
