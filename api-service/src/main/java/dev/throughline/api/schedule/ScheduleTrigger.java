package dev.throughline.api.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Body of acting at once.
 *
 * @param overlap if a run is still going on; default: the schedule's
 */
public record ScheduleTrigger(ScheduleRequest.@Nullable Overlap overlap) {}
