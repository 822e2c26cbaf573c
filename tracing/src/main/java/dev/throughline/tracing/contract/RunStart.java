package dev.throughline.tracing.contract;

import com.google.protobuf.util.Timestamps;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run's first event tells: all that its place in a trace depends on. A worker knows it from
 * its first task, anybody else from history.
 *
 * @param run the run
 * @param workflowType its type
 * @param taskQueue the task queue that it was started on
 * @param startMillis the first event's time in epoch milliseconds
 * @param originalRunId the run id that a reset keeps; the run's own unless it is a reset
 * @param firstRunId the first run of the chain
 * @param continuedRunId the previous run of the chain, {@code null} for the first
 * @param child whether it has a parent workflow
 * @param scheduled whether a Temporal schedule started it
 * @param header the usable header, {@code null} if there is none
 */
public record RunStart(
    Run run,
    String workflowType,
    String taskQueue,
    long startMillis,
    String originalRunId,
    String firstRunId,
    @Nullable String continuedRunId,
    boolean child,
    boolean scheduled,
    @Nullable TraceHeader header) {
  /** The search attribute that the server sets on runs of a schedule. */
  public static final String SCHEDULED_BY = "TemporalScheduledById";

  public RunStart {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(workflowType, "workflowType");
    Objects.requireNonNull(taskQueue, "taskQueue");
    Objects.requireNonNull(originalRunId, "originalRunId");
    Objects.requireNonNull(firstRunId, "firstRunId");
  }

  /**
   * Reads it from history.
   *
   * @param run the run whose history it is; a reset run's first event is a copy of its base's
   * @param first event 1
   * @param onDefect told why the header is not usable, if it is not
   * @throws IllegalArgumentException if the event is not {@code WorkflowExecutionStarted}
   */
  public static RunStart of(Run run, HistoryEvent first, Consumer<HeaderDefect> onDefect) {
    if (!first.hasWorkflowExecutionStartedEventAttributes()) {
      throw new IllegalArgumentException("not the first event of a run: " + first.getEventType());
    }
    WorkflowExecutionStartedEventAttributes started =
        first.getWorkflowExecutionStartedEventAttributes();
    return new RunStart(
        run,
        started.getWorkflowType().getName(),
        started.getTaskQueue().getName(),
        Timestamps.toMillis(first.getEventTime()),
        orElse(started.getOriginalExecutionRunId(), run.runId()),
        orElse(started.getFirstExecutionRunId(), run.runId()),
        started.getContinuedExecutionRunId().isEmpty()
            ? null
            : started.getContinuedExecutionRunId(),
        started.hasParentWorkflowExecution(),
        started.getSearchAttributes().containsIndexedFields(SCHEDULED_BY),
        TraceHeader.read(started.getHeader().getFieldsMap(), onDefect));
  }

  /** Whether the run came to be by a reset of another one. */
  public boolean isReset() {
    return !originalRunId.equals(run.runId());
  }

  /** What the caller chose, as far as it applies: a child is never linked. */
  Relation relation() {
    Relation chosen = header == null ? Relation.DEFAULT : header.relation();
    return child ? new Relation(false, chosen.sameTrace()) : chosen;
  }

  private static String orElse(String value, String other) {
    return value.isEmpty() ? other : value;
  }
}
