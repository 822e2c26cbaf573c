package dev.throughline.recorder;

import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.SpanOfHistory;
import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The activities of a run. Workers write most of it: an anchor and a bar for each attempt. History
 * adds what they cannot, or may not have written.
 */
final class Activities {
  private final RunSpans spans;
  private final boolean allAnchors;
  private final Consumer<ReportedAttempt> attempts;
  private final Map<Long, Open> open = new LinkedHashMap<>();

  private static final class Open {
    private final HistoryEvent scheduled;
    private @Nullable HistoryEvent started;

    private Open(HistoryEvent scheduled) {
      this.scheduled = scheduled;
    }

    ActivityTaskScheduledEventAttributes schedule() {
      return scheduled.getActivityTaskScheduledEventAttributes();
    }

    ActivityTaskStartedEventAttributes start() {
      return started == null
          ? ActivityTaskStartedEventAttributes.getDefaultInstance()
          : started.getActivityTaskStartedEventAttributes();
    }
  }

  /**
   * Of one run.
   *
   * @param allAnchors whether anchors are written that the activity's worker has surely written too
   * @param attempts told of attempts by a worker with Throughline, which wrote their bars
   */
  Activities(RunSpans spans, boolean allAnchors, Consumer<ReportedAttempt> attempts) {
    this.spans = spans;
    this.allAnchors = allAnchors;
    this.attempts = attempts;
  }

  void scheduled(HistoryEvent event) {
    open.put(event.getEventId(), new Open(event));
  }

  void started(HistoryEvent event) {
    Open activity = open.get(event.getActivityTaskStartedEventAttributes().getScheduledEventId());
    if (activity != null) {
      activity.started = event;
    }
  }

  /**
   * The activity completed, failed or was canceled.
   *
   * @param identity who said so
   * @param foreignBars whether an attempt by a worker without Throughline gets a bar
   */
  void reported(
      HistoryEvent event,
      long scheduledEventId,
      String identity,
      @Nullable Fault fault,
      boolean foreignBars) {
    Open activity = open.remove(scheduledEventId);
    if (activity == null) {
      return;
    }
    SpanContext anchor = anchor(activity, isUncertain(activity));
    HistoryEvent started = activity.started;
    if (started == null) {
      return;
    }
    String type = activity.schedule().getActivityType().getName();
    if (!Workers.isThroughline(activity.start().getIdentity())) {
      if (foreignBars) {
        spans.write(
            spans
                .below(anchor, "RunActivity:" + type, Ids.event(spans.run(), started.getEventId()))
                .setKind(SpanKind.CONSUMER)
                .setAttributes(attempt(activity, started).build())
                .setFault(fault)
                .build(RunSpans.nanos(started), RunSpans.nanos(event)));
      }
      return;
    }
    String activityId = activity.schedule().getActivityId();
    attempts.accept(new ReportedAttempt(anchor, type, activityId, activity.start().getAttempt()));
    if (!identity.equals(activity.start().getIdentity())) {
      AttributesBuilder attributes =
          attributes(activity)
              .put(Keys.ATTEMPT, (long) activity.start().getAttempt())
              .put(Keys.EVENT_ID, event.getEventId());
      spans.write(
          spans
              .below(anchor, "CompleteActivity:" + type, Ids.event(spans.run(), event.getEventId()))
              .setAttributes(attributes.build())
              .setFault(fault)
              .build(RunSpans.nanos(started), RunSpans.nanos(event)));
    }
  }

  void timedOut(HistoryEvent event, long scheduledEventId, Failure failure) {
    Open activity = open.remove(scheduledEventId);
    if (activity == null) {
      return;
    }
    SpanContext anchor = anchor(activity, true); // its last attempt never reported
    TimeoutType type = failure.getTimeoutFailureInfo().getTimeoutType();
    AttributesBuilder attributes =
        attributes(activity)
            .put(Keys.TIMEOUT_TYPE, type.name().replace("TIMEOUT_TYPE_", ""))
            .put(Keys.EVENT_ID, event.getEventId());
    HistoryEvent began = activity.started == null ? activity.scheduled : activity.started;
    if (activity.started != null) {
      attributes.put(Keys.ATTEMPT, (long) activity.start().getAttempt());
    }
    SpanOfHistory span =
        spans.below(
            anchor,
            "ActivityTimedOut:" + activity.schedule().getActivityType().getName(),
            Ids.event(spans.run(), event.getEventId()));
    spans.write(
        span.setAttributes(attributes.build())
            .setFault(Faults.of(failure))
            .build(RunSpans.nanos(began), RunSpans.nanos(event)));
  }

  /** The run is over: what is open now was never started, or never reported. */
  void close() {
    open.values().forEach(activity -> anchor(activity, true));
    open.clear();
  }

  /**
   * The activity's StartActivity anchor.
   *
   * @param uncertain whether its worker cannot have written it, or history does not tell that it
   *     has: then it is written here
   */
  private SpanContext anchor(Open activity, boolean uncertain) {
    ActivityTaskScheduledEventAttributes schedule = activity.schedule();
    long scheduledMillis = RunSpans.millis(activity.scheduled);
    TraceHeader header = TraceHeader.read(schedule.getHeader().getFieldsMap(), defect -> {});
    SpanContext parent = header == null ? spans.trace().anchor() : header.span();
    if ((uncertain || allAnchors) && parent.isSampled()) {
      spans.write(
          Anchors.startActivity(
              spans.run(),
              spans.start().workflowType(),
              schedule.getActivityId(),
              schedule.getActivityType().getName(),
              schedule.getTaskQueue().getName(),
              scheduledMillis,
              parent));
    }
    return RunTrace.inTraceOf(
        parent, Ids.startActivity(spans.run(), schedule.getActivityId(), scheduledMillis));
  }

  /** Of an activity whose last attempt, if any, reported. */
  private static boolean isUncertain(Open activity) {
    ActivityTaskStartedEventAttributes start = activity.start();
    return activity.started == null
        || !Workers.isThroughline(start.getIdentity())
        || start.getAttempt() > 2
        || (start.getAttempt() == 2 && start.getLastFailure().hasTimeoutFailureInfo());
  }

  private AttributesBuilder attempt(Open activity, HistoryEvent started) {
    ActivityTaskStartedEventAttributes start = activity.start();
    AttributesBuilder attributes =
        attributes(activity)
            .put(Keys.ATTEMPT, (long) start.getAttempt())
            .put(Keys.WORKER_IDENTITY, start.getIdentity());
    if (start.getAttempt() == 1) {
      attributes.put(
          Keys.SCHEDULE_TO_START_MS,
          RunSpans.millis(started) - RunSpans.millis(activity.scheduled));
    }
    return attributes;
  }

  private AttributesBuilder attributes(Open activity) {
    ActivityTaskScheduledEventAttributes schedule = activity.schedule();
    return spans
        .attributes()
        .put(Keys.ACTIVITY_ID, schedule.getActivityId())
        .put(Keys.ACTIVITY_TYPE, schedule.getActivityType().getName())
        .put(Keys.TASK_QUEUE, schedule.getTaskQueue().getName());
  }
}
