package dev.throughline.api.schedule;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.throughline.tracing.contract.Relation;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.SchedulePolicies;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.ScheduleState;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.common.converter.DataConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schedules as Temporal has them. Not by the SDK's client, which knows neither conflict tokens nor
 * request ids.
 *
 * @param converter of inputs and memos
 * @param taskQueue where the runs are started
 */
record ScheduleProtos(DataConverter converter, String taskQueue) {
  /** The header field of the action that tells one update from another; runs ignore it. */
  private static final String VERSION = "throughline-schedule-version";

  /** Begins the comment that has a cron expression's text, which Temporal keeps nowhere else. */
  static final String CRON = "cron: ";

  /**
   * A schedule.
   *
   * @param arguments the action's input
   */
  Schedule schedule(String scheduleId, ScheduleRequest request, Object[] arguments) {
    return Schedule.newBuilder()
        .setSpec(spec(request.spec()))
        .setAction(
            ScheduleAction.newBuilder()
                .setStartWorkflow(start(scheduleId, request.action(), arguments)))
        .setPolicies(policies(request.policy()))
        .setState(
            ScheduleState.newBuilder()
                .setNotes(requireNonNullElse(request.note(), ""))
                .setPaused(requireNonNullElse(request.paused(), false)))
        .build();
  }

  private NewWorkflowExecutionInfo start(
      String scheduleId, ScheduleRequest.Action action, Object[] arguments) {
    NewWorkflowExecutionInfo.Builder start =
        NewWorkflowExecutionInfo.newBuilder()
            .setWorkflowId(requireNonNullElse(action.workflowId(), scheduleId))
            .setWorkflowType(WorkflowType.newBuilder().setName(action.type()))
            .setTaskQueue(TaskQueue.newBuilder().setName(taskQueue));
    converter.toPayloads(arguments).ifPresent(start::setInput);
    if (action.executionTimeout() != null) {
      start.setWorkflowExecutionTimeout(proto(action.executionTimeout()));
    }
    if (action.runTimeout() != null) {
      start.setWorkflowRunTimeout(proto(action.runTimeout()));
    }
    if (action.memo() != null) {
      for (Map.Entry<String, JsonNode> field : action.memo().entrySet()) {
        start.getMemoBuilder().putFields(field.getKey(), payload(field.getValue()));
      }
    }
    SpanContext request = Span.current().getSpanContext();
    if (request.isValid()) {
      // Each run has a trace of its own, which links to the request that made the schedule.
      start
          .getHeaderBuilder()
          .putFields(
              TraceHeader.FIELD,
              new TraceHeader(request, Baggage.empty(), Relation.DEFAULT).toPayload());
    }
    return start.build();
  }

  /** With a version of its own, by which it is known again. */
  Schedule versioned(Schedule schedule) {
    Schedule.Builder versioned = schedule.toBuilder();
    versioned
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .getHeaderBuilder()
        .putFields(VERSION, payload(UUID.randomUUID().toString()));
    return versioned.build();
  }

  /** Empty for one that {@link #versioned} has not made. */
  static Payload version(Schedule schedule) {
    return schedule
        .getAction()
        .getStartWorkflow()
        .getHeader()
        .getFieldsOrDefault(VERSION, Payload.getDefaultInstance());
  }

  private static ScheduleSpec spec(Timing timing) {
    ScheduleSpec.Builder spec =
        ScheduleSpec.newBuilder().setTimezoneName(requireNonNullElse(timing.timeZone(), ""));

    for (String cron : requireNonNullElse(timing.cron(), List.<String>of())) {
      spec.addCronString(cron + " #" + CRON + cron);
    }
    for (Timing.Interval interval :
        requireNonNullElse(timing.intervals(), List.<Timing.Interval>of())) {
      spec.addInterval(
          IntervalSpec.newBuilder()
              .setInterval(proto(interval.every()))
              .setPhase(proto(requireNonNullElse(interval.offset(), Duration.ZERO))));
    }
    if (timing.startAt() != null) {
      spec.setStartTime(proto(timing.startAt()));
    }
    if (timing.endAt() != null) {
      spec.setEndTime(proto(timing.endAt()));
    }
    if (timing.jitter() != null) {
      spec.setJitter(proto(timing.jitter()));
    }
    return spec.build();
  }

  private static SchedulePolicies policies(ScheduleRequest.@Nullable Policy policy) {
    SchedulePolicies.Builder policies = SchedulePolicies.newBuilder();
    if (policy != null) {
      policies
          .setOverlapPolicy(overlap(policy.overlap()))
          .setPauseOnFailure(requireNonNullElse(policy.pauseOnFailure(), false));
      if (policy.catchupWindow() != null) {
        policies.setCatchupWindow(proto(policy.catchupWindow()));
      }
    }
    return policies.build();
  }

  /** Unspecified, which is the schedule's own, for null. */
  static ScheduleOverlapPolicy overlap(ScheduleRequest.@Nullable Overlap overlap) {
    return overlap == null
        ? ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED
        : ScheduleOverlapPolicy.valueOf("SCHEDULE_OVERLAP_POLICY_" + overlap);
  }

  Payload payload(Object value) {
    return converter.toPayload(value).orElseThrow();
  }

  static Timestamp proto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static com.google.protobuf.Duration proto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
