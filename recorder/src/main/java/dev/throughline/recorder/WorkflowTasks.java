package dev.throughline.recorder;

import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import java.util.Set;

/** The workflow tasks of a run that went wrong. */
final class WorkflowTasks {
  private static final Set<WorkflowTaskFailedCause> NO_FAILURE =
      Set.of(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW,
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND);

  private final RunSpans spans;

  WorkflowTasks(RunSpans spans) {
    this.spans = spans;
  }

  void failed(HistoryEvent event) {
    WorkflowTaskFailedEventAttributes failed = event.getWorkflowTaskFailedEventAttributes();
    if (!NO_FAILURE.contains(failed.getCause())) {
      write(event, fault(failed));
    }
  }

  void timedOut(HistoryEvent event) {
    // A sticky queue's time-out to start is no failure.
    if (event.getWorkflowTaskTimedOutEventAttributes().getTimeoutType()
        == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE) {
      write(event, new Fault("TimeoutFailure", "workflow task timed out", ""));
    }
  }

  /** Always an error, whatever the failure; what the server itself refused may have none. */
  private static Fault fault(WorkflowTaskFailedEventAttributes failed) {
    if (failed.hasFailure()) {
      Failure failure = failed.getFailure();
      return new Fault(Faults.type(failure), failure.getMessage(), failure.getStackTrace());
    }
    String cause = failed.getCause().name().replace("WORKFLOW_TASK_FAILED_CAUSE_", "");
    return new Fault("ServerFailure", cause, "");
  }

  private void write(HistoryEvent event, Fault fault) {
    long at = RunSpans.nanos(event);
    spans.write(
        spans
            .ofEvent("WorkflowTaskFailed", event.getEventId(), spans.attributes())
            .setFault(fault)
            .build(at, at));
  }
}
