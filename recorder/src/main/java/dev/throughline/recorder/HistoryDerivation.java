package dev.throughline.recorder;

import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.SpanOfHistory;
import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The spans that a run's event history tells, by the trace contract: a pure function of the events,
 * taken one after the other. A span that has come is never taken back nor changed by what follows,
 * and any history, cut anywhere and with events that nobody knows yet, gives what it can.
 *
 * <p>What is kept is what is still open in the run, not its history, so a history of any length
 * needs little memory. Only what comes before the first completed workflow task waits for it.
 *
 * <p>Thread safety: none.
 */
public final class HistoryDerivation {
  private final Run run;
  private final ForeignRuns foreignRuns;
  private final Predicate<String> sampleDerived;
  private final Consumer<SpanData> out;
  private final Consumer<EventType> onUnknown;
  private @Nullable Derivation derivation;

  /**
   * A derivation of one run.
   *
   * @param run the run whose history comes
   * @param foreignRuns how much is derived if its workflow code ran without Throughline
   * @param sampleDerived decides for a trace id that no header decided; must answer alike in every
   *     process
   * @param out takes the spans, parents before their children
   * @param onUnknown told of event types that this version does not know, which make no span
   */
  public HistoryDerivation(
      Run run,
      ForeignRuns foreignRuns,
      Predicate<String> sampleDerived,
      Consumer<SpanData> out,
      Consumer<EventType> onUnknown) {
    this.run = run;
    this.foreignRuns = foreignRuns;
    this.sampleDerived = sampleDerived;
    this.out = out;
    this.onUnknown = onUnknown;
  }

  /**
   * Takes the next event.
   *
   * @throws IllegalArgumentException if the first one is not {@code WorkflowExecutionStarted}
   */
  public void accept(HistoryEvent event) {
    if (derivation == null) {
      derivation = new Derivation(RunStart.of(run, event, defect -> {}), event);
    } else {
      derivation.accept(event);
    }
  }

  /** Of a run whose first event has come. */
  private final class Derivation {
    private final RunSpans spans;
    private final Activities activities;
    private final Updates updates;
    private final Operations operations;
    private final Closing closing;
    private final Timers timers;
    private final Children children;
    private final WorkflowTasks workflowTasks;

    /** Spans that wait for the first completed task: it tells who writes the run's anchor. */
    private @Nullable List<SpanData> held;

    private HistoryEvent began;

    /** Whether events are the run's own, and no copies of the run that it was reset from. */
    private boolean own;

    private boolean foreign;

    Derivation(RunStart start, HistoryEvent first) {
      RunTrace trace = RunTrace.of(start, sampleDerived);
      this.spans = new RunSpans(start, trace, this::write);
      this.activities = new Activities(spans);
      this.updates = new Updates(spans);
      this.operations = new Operations(spans);
      this.timers = new Timers(spans);
      this.children = new Children(spans);
      this.workflowTasks = new WorkflowTasks(spans);
      this.closing = new Closing(spans, sampleDerived);
      this.began = first;
      this.own = !start.isReset();
      this.held = new ArrayList<>();
    }

    void accept(HistoryEvent event) {
      switch (event.getEventType()) {
        case EVENT_TYPE_WORKFLOW_TASK_COMPLETED ->
            taskCompleted(event.getWorkflowTaskCompletedEventAttributes().getIdentity());
        case EVENT_TYPE_WORKFLOW_TASK_FAILED -> taskFailed(event);
        case EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT -> workflowTasks.timedOut(event);
        case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> activities.scheduled(event);
        case EVENT_TYPE_ACTIVITY_TASK_STARTED -> activities.started(event);
        case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> {
          var completed = event.getActivityTaskCompletedEventAttributes();
          reported(event, completed.getScheduledEventId(), completed.getIdentity(), null);
        }
        case EVENT_TYPE_ACTIVITY_TASK_FAILED -> {
          var failed = event.getActivityTaskFailedEventAttributes();
          Fault fault = Faults.of(failed.getFailure());
          reported(event, failed.getScheduledEventId(), failed.getIdentity(), fault);
        }
        case EVENT_TYPE_ACTIVITY_TASK_CANCELED -> {
          var canceled = event.getActivityTaskCanceledEventAttributes();
          reported(event, canceled.getScheduledEventId(), canceled.getIdentity(), null);
        }
        case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> {
          var timedOut = event.getActivityTaskTimedOutEventAttributes();
          activities.timedOut(event, timedOut.getScheduledEventId(), timedOut.getFailure());
        }
        case EVENT_TYPE_TIMER_STARTED -> timers.started(event);
        case EVENT_TYPE_TIMER_FIRED ->
            timers.ended(event, event.getTimerFiredEventAttributes().getStartedEventId());
        case EVENT_TYPE_TIMER_CANCELED ->
            timers.ended(event, event.getTimerCanceledEventAttributes().getStartedEventId());
        case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> signaled(event);
        case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED -> updates.admitted(event);
        case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED -> updates.accepted(event);
        case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED -> updates.completed(event);
        case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED -> children.initiated(event);
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> children.started(event);
        case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED -> children.notStarted(event);
        case EVENT_TYPE_NEXUS_OPERATION_SCHEDULED -> operations.scheduled(event);
        case EVENT_TYPE_NEXUS_OPERATION_COMPLETED -> {
          var completed = event.getNexusOperationCompletedEventAttributes();
          operations.closed(event, completed.getScheduledEventId(), null);
        }
        case EVENT_TYPE_NEXUS_OPERATION_FAILED -> {
          var failed = event.getNexusOperationFailedEventAttributes();
          operations.closed(event, failed.getScheduledEventId(), Faults.of(failed.getFailure()));
        }
        case EVENT_TYPE_NEXUS_OPERATION_TIMED_OUT -> {
          var timedOut = event.getNexusOperationTimedOutEventAttributes();
          operations.closed(
              event, timedOut.getScheduledEventId(), Faults.of(timedOut.getFailure()));
        }
        case EVENT_TYPE_NEXUS_OPERATION_CANCELED -> {
          var canceled = event.getNexusOperationCanceledEventAttributes();
          operations.closed(event, canceled.getScheduledEventId(), null);
        }
        case UNRECOGNIZED, EVENT_TYPE_UNSPECIFIED -> onUnknown.accept(event.getEventType());
        default -> close(event);
      }
    }

    private void write(SpanData span) {
      if (!own
          || (foreign && foreignRuns == ForeignRuns.OFF)
          || !span.getSpanContext().isSampled()) {
        return;
      }
      if (held == null) {
        out.accept(span);
      } else {
        held.add(span);
      }
    }

    private void reported(
        HistoryEvent event, long scheduledEventId, String identity, @Nullable Fault fault) {
      boolean attempts = !foreign || foreignRuns == ForeignRuns.FULL;
      activities.reported(event, scheduledEventId, identity, fault, attempts);
    }

    private void taskCompleted(String identity) {
      if (held != null) {
        foreign = !Workers.isThroughline(identity);
        decided(foreign);
      }
    }

    /**
     * From now on it is known whether the run is foreign.
     *
     * @param anchorMissing whether no worker has written the run's anchor
     */
    private void decided(boolean anchorMissing) {
      List<SpanData> waiting = held;
      held = null;
      if (anchorMissing && !spans.start().isReset()) {
        spans.writeAnchor();
      }
      if (waiting != null) {
        waiting.forEach(this::write);
      }
    }

    private void taskFailed(HistoryEvent event) {
      WorkflowTaskFailedEventAttributes failed = event.getWorkflowTaskFailedEventAttributes();
      boolean resetPoint =
          failed.getCause() == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
              && failed.getNewRunId().equals(run.runId());
      if (resetPoint) {
        own = true;
        began = event;
        spans.writeAnchorOfReset(failed.getBaseRunId());
      } else {
        workflowTasks.failed(event);
      }
    }

    private void signaled(HistoryEvent event) {
      var signaled = event.getWorkflowExecutionSignaledEventAttributes();
      SpanOfHistory span =
          spans.ofEvent(
              "HandleSignal:" + signaled.getSignalName(), event.getEventId(), spans.attributes());
      TraceHeader caller = TraceHeader.read(signaled.getHeader().getFieldsMap(), defect -> {});
      if (caller != null) {
        span.addLink(caller.span(), "caller");
      }
      long at = RunSpans.nanos(event);
      spans.write(span.build(at, at));
    }

    private void close(HistoryEvent event) {
      if (Closing.isClose(event)) {
        if (held != null) {
          decided(true);
        }
        activities.close();
        closing.close(began, event);
      }
    }
  }
}
