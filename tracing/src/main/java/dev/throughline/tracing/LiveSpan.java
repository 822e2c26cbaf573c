package dev.throughline.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A span that lasts as long as some code runs on this thread, and tells how it failed. */
final class LiveSpan {
  private LiveSpan() {}

  /**
   * Runs the code with the span current; what it throws is recorded and thrown on.
   *
   * @param parent what else is current
   * @param start starts the span at the given time
   */
  static <T> T during(Context parent, Function<Instant, Span> start, Supplier<T> code) {
    SpanClock clock = new SpanClock();
    Span span = start.apply(clock.start());
    try (Scope ignored = parent.with(span).makeCurrent()) {
      return code.get();
    } catch (RuntimeException | Error e) {
      Failures.record(span, e, clock.endEpochNanos());
      throw e;
    } finally {
      span.end(clock.endEpochNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
