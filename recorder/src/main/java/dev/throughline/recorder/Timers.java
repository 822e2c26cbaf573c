package dev.throughline.recorder;

import dev.throughline.tracing.contract.Keys;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.HashMap;
import java.util.Map;

/** The timers that a run waited for. */
final class Timers {
  private final RunSpans spans;
  private final Map<Long, HistoryEvent> open = new HashMap<>();

  Timers(RunSpans spans) {
    this.spans = spans;
  }

  void started(HistoryEvent event) {
    open.put(event.getEventId(), event);
  }

  /** The timer fired or was canceled. */
  void ended(HistoryEvent event, long startedEventId) {
    HistoryEvent started = open.remove(startedEventId);
    if (started != null) {
      String timerId = started.getTimerStartedEventAttributes().getTimerId();
      spans.write(
          spans
              .ofEvent("Timer", startedEventId, spans.attributes().put(Keys.TIMER_ID, timerId))
              .build(RunSpans.nanos(started), RunSpans.nanos(event)));
    }
  }
}
