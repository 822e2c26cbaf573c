package dev.throughline.recorder;

import io.opentelemetry.api.trace.SpanContext;

/**
 * An attempt that a Throughline worker has reported, so that its {@code RunActivity} bar must be
 * stored. History has neither the bar's times nor, above attempt 1 or after a reset of the
 * activity, its id.
 *
 * @param parent the bar's parent: the activity's anchor, or the run's for a local activity
 * @param activityType the bar's name is {@code RunActivity:} and this
 * @param attempt the attempt's number, or 0 for a local activity, of which history tells none
 */
public record ReportedAttempt(
    SpanContext parent, String activityType, String activityId, int attempt) {}
