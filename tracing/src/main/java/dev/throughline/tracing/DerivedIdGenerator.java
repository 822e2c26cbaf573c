package dev.throughline.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random ids, but for the one span that is started inside {@link #withSpanId}. The SDK asks for a
 * span id once, on the thread that starts the span; there is no other public way to choose it.
 */
final class DerivedIdGenerator implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<@Nullable String> next = new ThreadLocal<>();

  /** Starts one span that gets this id. */
  <T> T withSpanId(String spanId, Supplier<T> start) {
    next.set(spanId);
    try {
      return start.get();
    } finally {
      // A tracer that is switched off never takes it, and the next span must not.
      next.remove();
    }
  }

  @Override
  public String generateSpanId() {
    String derived = next.get();
    if (derived == null) {
      return random.generateSpanId();
    }
    next.remove();
    return derived;
  }

  @Override
  public String generateTraceId() {
    return random.generateTraceId();
  }

  @Override
  public boolean generatesRandomTraceIds() {
    return random.generatesRandomTraceIds();
  }
}
