package dev.throughline.recorder.io;

import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import dev.throughline.journal.otlp.Backoff;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets spans to their destination for good, however long that takes. What the backend will never
 * take is found by halves, reported and left behind, so that it does not hold up the rest.
 *
 * <p>Thread safety: none; each thread has its own.
 */
public final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  private final SpanDestination destination;
  private final Listener listener;
  private final Backoff backoff = new Backoff();
  private boolean failing;

  /** Told of what happens on the way. */
  public interface Listener {
    /** Before each attempt: the last chance to stop, by an exception. */
    default void sending() {}

    /** These many are safe now. */
    default void accepted(long spans) {}

    /** These many will never be taken. */
    default void refused(long spans) {}

    /** An attempt has failed, and there will be another. */
    default void failed() {}
  }

  public Delivery(SpanDestination destination, Listener listener) {
    this.destination = destination;
    this.listener = listener;
  }

  /**
   * Sends spans, in one request if the backend takes it, and returns when each was acknowledged or
   * refused for good.
   *
   * @return whether none was refused
   * @throws InterruptedException if the thread was interrupted; some may have been taken
   */
  public boolean deliver(List<SpanData> spans) throws InterruptedException {
    if (spans.isEmpty()) {
      return true;
    }
    Answer answer = answer(spans);
    if (answer instanceof Answer.Accepted accepted) {
      listener.accepted(spans.size() - accepted.rejectedSpans());
      if (accepted.rejectedSpans() > 0) {
        listener.refused(accepted.rejectedSpans());
        log.warn(
            "The backend took all but {} of {} spans: {}",
            accepted.rejectedSpans(),
            spans.size(),
            accepted.message());
      }
      return accepted.rejectedSpans() == 0;
    }
    if (spans.size() > 1) {
      int middle = spans.size() / 2;
      boolean first = deliver(spans.subList(0, middle));
      return deliver(spans.subList(middle, spans.size())) && first;
    }
    listener.refused(1);
    SpanData span = spans.get(0);
    log.warn(
        "The backend refuses {} {} of trace {}: {}",
        span.getName(),
        span.getSpanId(),
        span.getTraceId(),
        ((Answer.Refused) answer).reason());
    return false;
  }

  private Answer answer(List<SpanData> spans) throws InterruptedException {
    while (true) {
      listener.sending();
      Answer answer = destination.send(spans);
      if (!(answer instanceof Answer.Unavailable unavailable)) {
        backoff.succeeded();
        if (failing) {
          log.info("The backend takes spans again");
          failing = false;
        }
        return answer;
      }
      if (!failing) {
        log.warn("Spans of event history wait for the backend: {}", unavailable.reason());
        failing = true;
      }
      listener.failed();
      TimeUnit.NANOSECONDS.sleep(backoff.failed(unavailable.retryAfter()));
    }
  }
}
