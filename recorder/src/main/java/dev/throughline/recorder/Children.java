package dev.throughline.recorder;

import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import io.opentelemetry.api.common.Attributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The child workflows that a run wanted. A child that came to be has its anchor from its own run;
 * one that could not start has it from here.
 */
final class Children {
  private final RunSpans spans;
  private final Map<Long, HistoryEvent> open = new HashMap<>();

  Children(RunSpans spans) {
    this.spans = spans;
  }

  void initiated(HistoryEvent event) {
    open.put(event.getEventId(), event);
  }

  void started(HistoryEvent event) {
    open.remove(event.getChildWorkflowExecutionStartedEventAttributes().getInitiatedEventId());
  }

  void notStarted(HistoryEvent event) {
    var failed = event.getStartChildWorkflowExecutionFailedEventAttributes();
    HistoryEvent initiated = open.remove(failed.getInitiatedEventId());
    if (initiated == null) {
      return;
    }
    var child = initiated.getStartChildWorkflowExecutionInitiatedEventAttributes();
    String type = child.getWorkflowType().getName();
    String cause =
        failed.getCause().name().replace("START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_", "");
    long at = TimeUnit.MILLISECONDS.toNanos(RunSpans.millis(initiated));
    spans.write(
        spans
            .below(
                spans.trace().anchor(),
                "StartChildWorkflow:" + type,
                Ids.event(spans.run(), initiated.getEventId()))
            .setAttributes(
                Attributes.builder()
                    .put(Keys.WORKFLOW_ID, child.getWorkflowId())
                    .put(Keys.NAMESPACE, child.getNamespace())
                    .put(Keys.WORKFLOW_TYPE, type)
                    .put(Keys.TASK_QUEUE, child.getTaskQueue().getName())
                    .put(Keys.EVENT_ID, initiated.getEventId())
                    .build())
            .setFault(new Fault("ChildWorkflowFailure", cause, ""))
            .build(at, at));
  }
}
