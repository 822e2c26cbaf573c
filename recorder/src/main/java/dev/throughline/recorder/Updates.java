package dev.throughline.recorder;

import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.SpanOfHistory;
import dev.throughline.tracing.contract.TraceHeader;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionUpdateAcceptedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionUpdateCompletedEventAttributes;
import io.temporal.api.update.v1.Request;
import java.util.HashMap;
import java.util.Map;

/** The updates that a run handled; a rejected one leaves no history. */
final class Updates {
  private final RunSpans spans;
  private final Map<Long, Request> admitted = new HashMap<>();
  private final Map<Long, Accepted> open = new HashMap<>();

  private record Accepted(HistoryEvent event, Request request) {}

  Updates(RunSpans spans) {
    this.spans = spans;
  }

  /** Updates are admitted in history where a reset applies them again. */
  void admitted(HistoryEvent event) {
    admitted.put(
        event.getEventId(), event.getWorkflowExecutionUpdateAdmittedEventAttributes().getRequest());
  }

  void accepted(HistoryEvent event) {
    WorkflowExecutionUpdateAcceptedEventAttributes accepted =
        event.getWorkflowExecutionUpdateAcceptedEventAttributes();
    Request earlier = admitted.remove(accepted.getAcceptedRequestSequencingEventId());
    Request request =
        accepted.hasAcceptedRequest() || earlier == null ? accepted.getAcceptedRequest() : earlier;
    open.put(event.getEventId(), new Accepted(event, request));
  }

  void completed(HistoryEvent event) {
    WorkflowExecutionUpdateCompletedEventAttributes completed =
        event.getWorkflowExecutionUpdateCompletedEventAttributes();
    Accepted accepted = open.remove(completed.getAcceptedEventId());
    if (accepted == null) {
      return;
    }
    SpanOfHistory span =
        spans.ofEvent(
            "HandleUpdate:" + accepted.request.getInput().getName(),
            accepted.event.getEventId(),
            spans.attributes().put(Keys.UPDATE_ID, completed.getMeta().getUpdateId()));
    TraceHeader caller =
        TraceHeader.read(accepted.request.getInput().getHeader().getFieldsMap(), defect -> {});
    if (caller != null) {
      span.addLink(caller.span(), "caller");
    }
    Failure failure = completed.getOutcome().getFailure();
    // Updates have no event for a cancellation, which is the run's that was asked for.
    if (completed.getOutcome().hasFailure() && !failure.hasCanceledFailureInfo()) {
      span.setFault(Faults.of(failure));
    }
    spans.write(span.build(RunSpans.nanos(accepted.event), RunSpans.nanos(event)));
  }
}
