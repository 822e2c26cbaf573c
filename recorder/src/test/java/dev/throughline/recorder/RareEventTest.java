package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Relation;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskFailedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionFailedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskTimedOutEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Events that are hard to have from a server, put behind the first workflow task of a real run by a
 * Throughline worker.
 */
class RareEventTest {
  private static final History RUN = History.named("activity");
  private static final int FIRST_TASK = 4;
  private static final String THROUGHLINE = "worker-9+throughline/1";
  private static final Failure CANCELED =
      Failure.newBuilder()
          .setMessage("canceled")
          .setCanceledFailureInfo(CanceledFailureInfo.getDefaultInstance())
          .build();

  @ParameterizedTest
  @EnumSource(
      value = WorkflowTaskFailedCause.class,
      names = ".*_(RESET_WORKFLOW|UNHANDLED_COMMAND|FORCE_CLOSE_COMMAND)",
      mode = EnumSource.Mode.MATCH_ALL)
  void workflowTask_thatFailedForNoFault_makesNoSpan(WorkflowTaskFailedCause cause) {
    assertThat(spans(taskFailed().setCause(cause))).isEmpty();
  }

  @Test
  void workflowTask_thatFailedWithoutAFailure_isAnError_thatNamesTheCause() {
    var cause = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR;

    SpanData span = span(taskFailed().setCause(cause));

    assertThat(span.getName()).isEqualTo("WorkflowTaskFailed");
    assertError(span, "ServerFailure", "NON_DETERMINISTIC_ERROR");
  }

  @Test
  void workflowTask_thatTimedOutOnAStickyQueue_makesNoSpan() {
    assertThat(
            spans(
                event(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
                    .setWorkflowTaskTimedOutEventAttributes(
                        WorkflowTaskTimedOutEventAttributes.newBuilder()
                            .setTimeoutType(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START))))
        .isEmpty();
  }

  @Test
  void run_thatFailedByACancellationNobodyAskedFor_isAnError() {
    assertError(span(runFailed(CANCELED)), "CanceledFailure", "canceled");
  }

  @Test
  void run_thatFailedWithoutAType_isAnApplicationFailure() {
    Failure failure =
        Failure.newBuilder()
            .setMessage("?")
            .setApplicationFailureInfo(ApplicationFailureInfo.getDefaultInstance())
            .build();

    assertError(span(runFailed(failure)), "ApplicationFailure", "?");
  }

  @Test
  void run_retriedInTheSameTrace_linksTheNextRunThere_asTheServerCopiesTheHeader() {
    History retried = History.named("retry-of-run-1");
    SpanContext caller =
        SpanContext.create(
            "ab".repeat(16), "cd".repeat(8), TraceFlags.getSampled(), TraceState.getDefault());
    HistoryEvent.Builder first = retried.events().get(0).toBuilder();
    first
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .getHeaderBuilder()
        .putFields(
            TraceHeader.FIELD,
            new TraceHeader(caller, Baggage.empty(), Relation.SAME_TRACE).toPayload());
    List<HistoryEvent> events = new ArrayList<>(retried.events());
    events.set(0, first.build());

    List<SpanData> spans = retried.spans(ForeignRuns.FULL, events);

    assertThat(spans.get(0).getLinks())
        .singleElement()
        .satisfies(
            link -> assertThat(link.getSpanContext().getTraceId()).isEqualTo(caller.getTraceId()));
  }

  @Test
  void activity_started_andOpenWhenItsRunEnds_hasItsAnchorFromHere() {
    List<SpanData> spans =
        spans(
            scheduled(),
            started(1, THROUGHLINE),
            event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
                .setWorkflowExecutionTerminatedEventAttributes(
                    WorkflowExecutionTerminatedEventAttributes.getDefaultInstance()));

    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("StartActivity:Reserve", "CompleteWorkflow:Order");
  }

  @Test
  void activity_reportedByTheThroughlineWorkerThatStartedIt_makesNoSpan() {
    assertThat(spans(scheduled(), started(1, THROUGHLINE), activityFailed(THROUGHLINE))).isEmpty();
  }

  @Test
  void activity_reportedByAForeignWorker_hasAnchorAndBar() {
    List<SpanData> spans = spans(scheduled(), started(1, "worker-9"), activityFailed("worker-9"));

    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("StartActivity:Reserve", "RunActivity:Reserve");
    assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
    assertError(spans.get(1), "CanceledFailure", "canceled");
  }

  private static void assertError(SpanData span, String type, String message) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo(message);
    assertThat(span.getEvents().get(0).getAttributes().get(Keys.EXCEPTION_TYPE)).isEqualTo(type);
  }

  private static HistoryEvent.Builder event(EventType type) {
    return HistoryEvent.newBuilder().setEventType(type);
  }

  private static WorkflowTaskFailedEventAttributes.Builder taskFailed() {
    return WorkflowTaskFailedEventAttributes.newBuilder();
  }

  private static HistoryEvent.Builder runFailed(Failure failure) {
    return event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED)
        .setWorkflowExecutionFailedEventAttributes(
            WorkflowExecutionFailedEventAttributes.newBuilder().setFailure(failure));
  }

  private static HistoryEvent.Builder scheduled() {
    return event(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        .setActivityTaskScheduledEventAttributes(
            ActivityTaskScheduledEventAttributes.newBuilder()
                .setActivityId("a")
                .setActivityType(ActivityType.newBuilder().setName("Reserve"))
                .setTaskQueue(TaskQueue.newBuilder().setName("orders")));
  }

  private static HistoryEvent.Builder started(int attempt, String identity) {
    return event(EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
        .setActivityTaskStartedEventAttributes(
            ActivityTaskStartedEventAttributes.newBuilder()
                .setScheduledEventId(FIRST_TASK + 1)
                .setAttempt(attempt)
                .setIdentity(identity));
  }

  private static HistoryEvent.Builder activityFailed(String identity) {
    return event(EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)
        .setActivityTaskFailedEventAttributes(
            ActivityTaskFailedEventAttributes.newBuilder()
                .setScheduledEventId(FIRST_TASK + 1)
                .setIdentity(identity)
                .setFailure(CANCELED));
  }

  private static SpanData span(WorkflowTaskFailedEventAttributes.Builder failed) {
    return spans(failed).get(0);
  }

  private static SpanData span(HistoryEvent.Builder event) {
    return spans(event).get(0);
  }

  private static List<SpanData> spans(WorkflowTaskFailedEventAttributes.Builder failed) {
    return spans(
        event(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
            .setWorkflowTaskFailedEventAttributes(failed));
  }

  private static List<SpanData> spans(HistoryEvent.Builder... rare) {
    List<HistoryEvent> events = new ArrayList<>(RUN.events().subList(0, FIRST_TASK));
    for (HistoryEvent.Builder event : rare) {
      events.add(
          event
              .setEventId(events.size() + 1)
              .setEventTime(events.get(FIRST_TASK - 1).getEventTime())
              .build());
    }
    return RUN.spans(ForeignRuns.FULL, events);
  }
}
