package dev.throughline.recorder.sweep;

import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A backend that counts what it takes, and answers badly when a test wants it to.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
final class ScriptedBackend implements SpanDestination {
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Fault fault = spans -> null;

  /** Decides what goes wrong with a request. */
  interface Fault {
    /** What to answer, or {@code null} to take the spans. */
    @Nullable Answer of(List<SpanData> spans);
  }

  void fail(Fault fault) {
    this.fault = fault;
  }

  /** How often each span id was taken. */
  Map<String, Integer> taken() {
    return Map.copyOf(taken);
  }

  int requests() {
    return requests.get();
  }

  @Override
  public Answer send(List<SpanData> spans) {
    requests.incrementAndGet();
    Answer answer = fault.of(spans);
    if (answer != null) {
      return answer;
    }
    spans.forEach(span -> taken.merge(span.getSpanId(), 1, Integer::sum));
    return new Answer.Accepted(0, "");
  }
}
