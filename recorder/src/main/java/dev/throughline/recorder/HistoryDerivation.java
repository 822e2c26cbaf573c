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
  private final Rules rules;
  private final Output out;
  private @Nullable Derivation derivation;

  /** Whose spans are derived. */
  public enum Scope {
    /** Those that nobody but the recorder writes, or may have written. */
    RECORDER,
    /** All whose content history tells: also the anchors that a Throughline worker has written. */
    WHOLE
  }

  /**
   * What is derived.
   *
   * @param foreignRuns how much of runs whose workflow code ran without Throughline
   * @param scope whose spans
   * @param sampleDerived decides for a trace id that no header decided; must answer alike in every
   *     process
   */
  public record Rules(ForeignRuns foreignRuns, Scope scope, Predicate<String> sampleDerived) {}

  /** Takes what is derived. */
  public interface Output {
    /** A span; parents come before their children. */
    void span(SpanData span);

    /** The run implies a bar that only a worker's process could write. */
    default void attempt(ReportedAttempt attempt) {}

    /** An event of a type that this version does not know, which makes no span. */
    default void unknown(EventType type) {}
  }

  /**
   * A derivation of one run.
   *
   * @param run the run whose history comes
   */
  public HistoryDerivation(Run run, Rules rules, Output out) {
    this.run = run;
    this.rules = rules;
    this.out = out;
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
    private final LocalActivities localActivities;
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

    /** Whether a Throughline worker completed the last workflow task. */
    private boolean lastTaskTraced;

    Derivation(RunStart start, HistoryEvent first) {
      RunTrace trace = RunTrace.of(start, rules.sampleDerived());
      boolean whole = rules.scope() == Scope.WHOLE;
      this.spans = new RunSpans(start, trace, this::write);
      this.activities = new Activities(spans, whole, this::tell);
      this.localActivities = new LocalActivities(spans, this::tell);
      this.updates = new Updates(spans);
      this.operations = new Operations(spans);
      this.timers = new Timers(spans);
      this.children = new Children(spans);
      this.workflowTasks = new WorkflowTasks(spans);
      this.closing = new Closing(spans, rules.sampleDerived());
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
        case EVENT_TYPE_MARKER_RECORDED -> {
          if (lastTaskTraced) {
            localActivities.recorded(event);
          }
        }
        case UNRECOGNIZED, EVENT_TYPE_UNSPECIFIED -> out.unknown(event.getEventType());
        default -> close(event);
      }
    }

    private void write(SpanData span) {
      if (!own
          || (foreign && rules.foreignRuns() == ForeignRuns.OFF)
          || !span.getSpanContext().isSampled()) {
        return;
      }
      if (held == null) {
        out.span(span);
      } else {
        held.add(span);
      }
    }

    private void tell(ReportedAttempt attempt) {
      boolean leftOut = foreign && rules.foreignRuns() == ForeignRuns.OFF;
      if (own && !leftOut && attempt.parent().isSampled()) {
        out.attempt(attempt);
      }
    }

    private void reported(
        HistoryEvent event, long scheduledEventId, String identity, @Nullable Fault fault) {
      boolean attempts = !foreign || rules.foreignRuns() == ForeignRuns.FULL;
      activities.reported(event, scheduledEventId, identity, fault, attempts);
    }

    private void taskCompleted(String identity) {
      lastTaskTraced = Workers.isThroughline(identity);
      if (held != null) {
        foreign = !lastTaskTraced;
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
      if ((anchorMissing || rules.scope() == Scope.WHOLE) && !spans.start().isReset()) {
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
