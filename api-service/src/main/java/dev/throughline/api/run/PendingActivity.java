package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Names;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.common.converter.DataConverter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An activity that has not closed; what does not apply is left out.
 *
 * @param type the activity type
 * @param state {@code SCHEDULED}, {@code STARTED}, {@code CANCEL_REQUESTED}, {@code PAUSED} or
 *     {@code PAUSE_REQUESTED}
 * @param attempt counted from 1: the one under way, or else the next
 * @param maximumAttempts null for no limit
 * @param scheduledTime when this attempt was, or is to be, scheduled
 * @param lastStartedTime when a worker last began one
 * @param heartbeatDetails what the last heartbeat said
 * @param nextAttemptTime when it is tried again
 * @param lastFailure why the last attempt failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PendingActivity(
    String activityId,
    String type,
    String state,
    int attempt,
    @Nullable Integer maximumAttempts,
    @Nullable Instant scheduledTime,
    @Nullable Instant lastStartedTime,
    @Nullable Instant lastHeartbeatTime,
    @Nullable List<JsonNode> heartbeatDetails,
    @Nullable Instant nextAttemptTime,
    @Nullable FailureView lastFailure,
    @Nullable String lastWorkerIdentity,
    boolean paused) {

  static PendingActivity of(PendingActivityInfo info, DataConverter converter) {
    return new PendingActivity(
        info.getActivityId(),
        info.getActivityType().getName(),
        Names.of(info.getState()),
        info.getAttempt(),
        info.getMaximumAttempts() == 0 ? null : info.getMaximumAttempts(),
        Instants.given(info.getScheduledTime()),
        Instants.given(info.getLastStartedTime()),
        Instants.given(info.getLastHeartbeatTime()),
        info.hasHeartbeatDetails()
            ? JsonPayloads.readable(info.getHeartbeatDetails().getPayloadsList(), converter)
            : null,
        Instants.given(info.getNextAttemptScheduleTime()),
        info.hasLastFailure() ? FailureView.of(info.getLastFailure()) : null,
        info.getLastWorkerIdentity().isEmpty() ? null : info.getLastWorkerIdentity(),
        info.getPaused());
  }
}
