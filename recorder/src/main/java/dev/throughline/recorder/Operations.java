package dev.throughline.recorder;

import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import io.opentelemetry.api.trace.SpanKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.NexusOperationScheduledEventAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Nexus operations that a run called. */
final class Operations {
  private final RunSpans spans;
  private final Map<Long, HistoryEvent> open = new HashMap<>();

  Operations(RunSpans spans) {
    this.spans = spans;
  }

  void scheduled(HistoryEvent event) {
    open.put(event.getEventId(), event);
  }

  void closed(HistoryEvent event, long scheduledEventId, @Nullable Fault fault) {
    HistoryEvent scheduled = open.remove(scheduledEventId);
    if (scheduled == null) {
      return;
    }
    NexusOperationScheduledEventAttributes operation =
        scheduled.getNexusOperationScheduledEventAttributes();
    spans.write(
        spans
            .ofEvent(
                "StartNexusOperation:" + operation.getService() + "/" + operation.getOperation(),
                scheduledEventId,
                spans
                    .attributes()
                    .put(Keys.NEXUS_SERVICE, operation.getService())
                    .put(Keys.NEXUS_OPERATION, operation.getOperation())
                    .put(Keys.NEXUS_ENDPOINT, operation.getEndpoint()))
            .setKind(SpanKind.CLIENT)
            .setFault(fault)
            .build(RunSpans.nanos(scheduled), RunSpans.nanos(event)));
  }
}
