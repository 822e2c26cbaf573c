package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.temporal.FailureView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing in a run's history; what does not apply is left out.
 *
 * @param eventId of the event that began it
 * @param time when it began; null if that is on an earlier page
 * @param kind one of start, activity, localActivity, timer, child, nexusOperation, signal, update,
 *     signalSent, cancelSent, cancelRequest, version, sideEffect, marker, workflowTask (one that
 *     failed) and end, or Temporal's own name of the event, which is unrecognized if it is newer
 *     than this service
 * @param name its type, or the name of the signal, update, operation or marker
 * @param id the activity's, timer's, update's
 * @param status the last one: {@code SCHEDULED}, {@code STARTED}, {@code COMPLETED}, {@code
 *     FAILED}, {@code FIRED}, …; null for what only happens
 * @param startedTime when its last attempt began
 * @param closedTime when it ended
 * @param attempt the last one, counted from 1
 * @param workflow the other run: child, or target of a signal or a cancel request
 * @param duration of a timer, ISO 8601
 * @param input each argument as JSON, or as {@code encoding} and {@code size} if it is not readable
 * @param result the same
 * @param lastFailure why the attempt before the last one failed
 * @param failure why it failed at last
 * @param reason why it was done, or what the server says why it failed
 * @param identity who asked for it, or the worker that had it
 * @param details by name: of a marker, a memo, search attributes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimelineEntry(
    long eventId,
    @Nullable Instant time,
    String kind,
    @Nullable String name,
    @Nullable String id,
    @Nullable String status,
    @Nullable Instant startedTime,
    @Nullable Instant closedTime,
    @Nullable Integer attempt,
    @Nullable RunReference workflow,
    @Nullable String duration,
    @Nullable List<JsonNode> input,
    @Nullable JsonNode result,
    @Nullable FailureView lastFailure,
    @Nullable FailureView failure,
    @Nullable String reason,
    @Nullable String identity,
    @Nullable Map<String, JsonNode> details) {}
