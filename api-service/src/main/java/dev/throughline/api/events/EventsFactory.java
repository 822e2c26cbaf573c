package dev.throughline.api.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Min;

/** Configuration of event streams: {@code events} in the file. */
public final class EventsFactory {
  @JsonProperty
  @Min(1)
  private int maxWatchers = 2000;

  @JsonProperty
  @Min(1)
  private int maxWatchersPerRun = 500;

  /** How many may watch at once; more are answered 503. */
  int maxWatchers() {
    return maxWatchers;
  }

  /** How many may watch one run. */
  int maxWatchersPerRun() {
    return maxWatchersPerRun;
  }
}
