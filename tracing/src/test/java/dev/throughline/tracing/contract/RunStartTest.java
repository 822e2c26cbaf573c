package dev.throughline.tracing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunStartTest {
  private static final Run RUN = FirstEvent.RUN;

  @Test
  void plainRun_isItsOwnFirstAndOriginal() {
    RunStart start =
        RunStart.of(
            RUN,
            event(
                started()
                    .setOriginalExecutionRunId(RUN.runId())
                    .setFirstExecutionRunId(RUN.runId())
                    .setHeader(header())),
            defect -> {
              throw new AssertionError(defect);
            });

    assertThat(start).isEqualTo(FirstEvent.of(RUN).header(FirstEvent.CALLER).build());
    assertThat(start.isReset()).isFalse();
  }

  @Test
  void runIdsThatAnOldServerLeavesOut_areTheRunsOwn() {
    RunStart start = RunStart.of(RUN, event(started()), defect -> {});

    assertThat(start).isEqualTo(FirstEvent.of(RUN).build());
  }

  @Test
  void childOfAChainThatWasReset_isReadWhole() {
    RunStart start =
        RunStart.of(
            RUN,
            event(
                started()
                    .setOriginalExecutionRunId("original")
                    .setFirstExecutionRunId("first")
                    .setContinuedExecutionRunId("previous")
                    .setParentWorkflowExecution(
                        WorkflowExecution.newBuilder().setWorkflowId("parent"))
                    .setSearchAttributes(
                        SearchAttributes.newBuilder()
                            .putIndexedFields(
                                "TemporalScheduledById", Payload.getDefaultInstance()))),
            defect -> {});

    assertThat(start.originalRunId()).isEqualTo("original");
    assertThat(start.firstRunId()).isEqualTo("first");
    assertThat(start.continuedRunId()).isEqualTo("previous");
    assertThat(start.child()).isTrue();
    assertThat(start.scheduled()).isTrue();
    assertThat(start.isReset()).isTrue();
  }

  @Test
  void time_isCutToTheMillisecond_notRounded() {
    HistoryEvent late =
        event(started()).toBuilder()
            .setEventTime(Timestamp.newBuilder().setSeconds(1).setNanos(999_999_999))
            .build();

    assertThat(RunStart.of(RUN, late, defect -> {}).startMillis()).isEqualTo(1_999);
  }

  @Test
  void otherSearchAttributes_areNoSchedule() {
    RunStart start =
        RunStart.of(
            RUN,
            event(
                started()
                    .setSearchAttributes(
                        SearchAttributes.newBuilder()
                            .putIndexedFields(
                                "TemporalScheduledStartTime", Payload.getDefaultInstance()))),
            defect -> {});

    assertThat(start.scheduled()).isFalse();
  }

  @Test
  void unusableHeader_isTold() {
    List<HeaderDefect> defects = new ArrayList<>();

    RunStart start = RunStart.of(RUN, event(started()), defects::add);

    assertThat(start.header()).isNull();
    assertThat(defects).containsExactly(HeaderDefect.MISSING);
  }

  @Test
  void anotherEvent_isRefused() {
    HistoryEvent timer =
        HistoryEvent.newBuilder().setEventType(EventType.EVENT_TYPE_TIMER_STARTED).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunStart.of(RUN, timer, defect -> {}))
        .withMessageContaining("EVENT_TYPE_TIMER_STARTED");
  }

  private static WorkflowExecutionStartedEventAttributes.Builder started() {
    return WorkflowExecutionStartedEventAttributes.newBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName("Order"))
        .setTaskQueue(TaskQueue.newBuilder().setName("orders"));
  }

  private static Header header() {
    RunStart start = FirstEvent.of(RUN).header(FirstEvent.CALLER).build();
    TraceHeader header = Objects.requireNonNull(start.header());
    return Header.newBuilder().putFields("_tracer-data", header.toPayload()).build();
  }

  private static HistoryEvent event(WorkflowExecutionStartedEventAttributes.Builder started) {
    return HistoryEvent.newBuilder()
        .setEventId(1)
        .setEventTime(Timestamp.newBuilder().setSeconds(1_735_689_600).setNanos(123_999_999))
        .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
        .setWorkflowExecutionStartedEventAttributes(started)
        .build();
  }
}
