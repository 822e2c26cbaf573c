package dev.throughline.conformance;

import dev.throughline.quickstart.ReceivedSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a trace backend behaves.
 *
 * @param stores whether it keeps the spans
 * @param hangs whether it leaves its sender without an answer for as long as it behaves so
 * @param status the HTTP status of its answer; gRPC senders get the code that means the same; 0
 *     where nobody listens
 * @param spanName the name of the only spans that make it behave so; null: all do
 */
record Fault(boolean stores, boolean hangs, int status, @Nullable String spanName) {
  /** Stores and acknowledges. */
  static final Fault NONE = new Fault(true, false, 200, null);

  /** Is not there: connections are refused. */
  static final Fault DOWN = new Fault(false, false, 0, null);

  /** Stores nothing and does not answer. */
  static final Fault HANGING = new Fault(false, true, 503, null);

  /** Stores, and acknowledges only when it behaves otherwise. */
  static final Fault SLOW = new Fault(true, true, 200, null);

  /** Stores nothing and says so. */
  static Fault refusing(int status) {
    return new Fault(false, false, status, null);
  }

  /** Stores, and answers as if it had not: what a lost acknowledgement looks like to the sender. */
  static Fault storingThenFailing(int status) {
    return new Fault(true, false, status, null);
  }

  /** The same, but only towards requests that have a span of that name. */
  Fault forSpansNamed(String name) {
    return new Fault(stores, hangs, status, name);
  }

  boolean concerns(List<ReceivedSpan> spans) {
    return spanName == null || spans.stream().anyMatch(span -> span.name().equals(spanName));
  }
}
