package dev.throughline.recorder;

import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.SpanOfHistory;
import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import dev.throughline.tracing.contract.TraceHeader;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a run ended: the {@code CompleteWorkflow} bar. */
final class Closing {
  private final RunSpans spans;
  private final Predicate<String> sampleDerived;

  private record Outcome(String status, String nextRunId, @Nullable Fault fault) {}

  Closing(RunSpans spans, Predicate<String> sampleDerived) {
    this.spans = spans;
    this.sampleDerived = sampleDerived;
  }

  /** Whether the event is one that closes a run. */
  static boolean isClose(HistoryEvent event) {
    return outcome(event) != null;
  }

  /**
   * Writes it, if the event closes the run.
   *
   * @param began the run's first event; of a reset run the reset point
   */
  void close(HistoryEvent began, HistoryEvent event) {
    Outcome outcome = outcome(event);
    if (outcome == null) {
      return;
    }
    SpanOfHistory span =
        spans
            .below(
                spans.trace().anchor(),
                "CompleteWorkflow:" + spans.start().workflowType(),
                Ids.completeWorkflow(spans.run()))
            .setAttributes(
                spans
                    .attributes()
                    .put(Keys.CLOSE_STATUS, outcome.status)
                    .put(Keys.EVENT_ID, event.getEventId())
                    .build())
            .setFault(outcome.fault);
    if (!outcome.nextRunId.isEmpty()) {
      span.addLink(next(outcome.nextRunId, event).anchor(), "next");
    }
    spans.write(span.build(RunSpans.nanos(began), RunSpans.nanos(event)));
  }

  private static @Nullable Outcome outcome(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> {
        var completed = event.getWorkflowExecutionCompletedEventAttributes();
        yield new Outcome("COMPLETED", completed.getNewExecutionRunId(), null);
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> {
        var failed = event.getWorkflowExecutionFailedEventAttributes();
        Fault fault = Faults.of(failed.getFailure());
        yield new Outcome("FAILED", failed.getNewExecutionRunId(), fault);
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT -> {
        var timedOut = event.getWorkflowExecutionTimedOutEventAttributes();
        Fault fault = new Fault("TimeoutFailure", "workflow timed out", "");
        yield new Outcome("TIMED_OUT", timedOut.getNewExecutionRunId(), fault);
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> new Outcome("CANCELED", "", null);
      case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED -> {
        String reason = event.getWorkflowExecutionTerminatedEventAttributes().getReason();
        yield new Outcome("TERMINATED", "", new Fault("Terminated", reason, ""));
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> {
        var next = event.getWorkflowExecutionContinuedAsNewEventAttributes();
        yield new Outcome("CONTINUED_AS_NEW", next.getNewExecutionRunId(), null);
      }
      default -> null;
    };
  }

  /** Where the next run of the chain stands, by what its first event will tell. */
  private RunTrace next(String runId, HistoryEvent event) {
    RunStart start = spans.start();
    // A worker writes the header of a continue-as-new; else the server copies the run's own.
    TraceHeader header =
        event.hasWorkflowExecutionContinuedAsNewEventAttributes()
            ? TraceHeader.read(
                event
                    .getWorkflowExecutionContinuedAsNewEventAttributes()
                    .getHeader()
                    .getFieldsMap(),
                defect -> {})
            : start.header();
    RunStart next =
        new RunStart(
            spans.run().withRunId(runId),
            start.workflowType(),
            start.taskQueue(),
            RunSpans.millis(event),
            runId,
            start.firstRunId(),
            spans.run().runId(),
            start.child(),
            start.scheduled(),
            header);
    return RunTrace.of(next, sampleDerived);
  }
}
