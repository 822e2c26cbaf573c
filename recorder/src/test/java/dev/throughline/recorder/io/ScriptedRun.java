package dev.throughline.recorder.io;

import com.google.protobuf.Timestamp;
import dev.throughline.tracing.DurableTracing;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.TimerFiredEventAttributes;
import io.temporal.api.history.v1.TimerStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionCompletedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A run on a Throughline worker that waited for timers and completed. Its events are made when they
 * are asked for, so that a long history takes no room.
 */
public record ScriptedRun(Run run, String type, Instant closeTime, int timers) {
  private static final int EVENTS_BEFORE = 4;

  public static ScriptedRun of(String workflowId, Instant closeTime) {
    return of(workflowId, closeTime, 0);
  }

  public static ScriptedRun of(String workflowId, Instant closeTime, int timers) {
    return new ScriptedRun(
        new Run("default", workflowId, "run-of-" + workflowId), "Type", closeTime, timers);
  }

  /** How many events its history has. */
  public int events() {
    return EVENTS_BEFORE + 2 * timers + 1;
  }

  /** The ids of the spans that its history tells, in their order. */
  public List<String> spanIds() {
    return Stream.concat(
            LongStream.range(0, timers)
                .mapToObj(timer -> Ids.event(run, EVENTS_BEFORE + 1 + 2 * timer)),
            Stream.of(Ids.completeWorkflow(run)))
        .toList();
  }

  /** As visibility lists it, which cuts to the microsecond. */
  public ListedRun listed() {
    return new ListedRun(run, type, closeTime);
  }

  /** An event, by its id. */
  HistoryEvent event(int id) {
    HistoryEvent.Builder event =
        HistoryEvent.newBuilder()
            .setEventId(id)
            .setEventTime(
                Timestamp.newBuilder()
                    .setSeconds(closeTime.getEpochSecond())
                    .setNanos(closeTime.getNano()));
    if (id == 1) {
      return event
          .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
          .setWorkflowExecutionStartedEventAttributes(
              WorkflowExecutionStartedEventAttributes.newBuilder()
                  .setWorkflowType(WorkflowType.newBuilder().setName(type))
                  .setWorkflowId(run.workflowId())
                  .setFirstExecutionRunId(run.runId())
                  .setOriginalExecutionRunId(run.runId()))
          .build();
    }
    if (id == 2 || id == 3) {
      return event
          .setEventType(
              id == 2
                  ? EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
                  : EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
          .build();
    }
    if (id == EVENTS_BEFORE) {
      return event
          .setEventType(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
          .setWorkflowTaskCompletedEventAttributes(
              WorkflowTaskCompletedEventAttributes.newBuilder()
                  .setIdentity("worker-1" + DurableTracing.IDENTITY_SUFFIX))
          .build();
    }
    if (id == events()) {
      return event
          .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED)
          .setWorkflowExecutionCompletedEventAttributes(
              WorkflowExecutionCompletedEventAttributes.getDefaultInstance())
          .build();
    }
    return id % 2 == 1
        ? event
            .setEventType(EventType.EVENT_TYPE_TIMER_STARTED)
            .setTimerStartedEventAttributes(
                TimerStartedEventAttributes.newBuilder().setTimerId("timer-" + id))
            .build()
        : event
            .setEventType(EventType.EVENT_TYPE_TIMER_FIRED)
            .setTimerFiredEventAttributes(
                TimerFiredEventAttributes.newBuilder().setStartedEventId(id - 1))
            .build();
  }
}
