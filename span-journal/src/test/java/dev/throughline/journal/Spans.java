package dev.throughline.journal;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ready-made spans. */
final class Spans {
  static final long START = 1_764_000_000_000_000_000L;
  private static final Resource RESOURCE =
      Resource.create(Attributes.builder().put("service.name", "test").build());
  private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("test");

  private Spans() {}

  /** One that lasted a second. */
  static SpanData bar(String name) {
    return span(name, START, START + 1_000_000_000);
  }

  static SpanData instant(String name) {
    return span(name, START, START);
  }

  /** One whose attribute has so many characters. */
  /**
   * Adds a span until it is kept: a disk that takes too long to make room costs one, which {@code
   * add} tells.
   */
  static void keep(SpanJournal journal, SpanData span) {
    long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!journal.add(span)) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("not kept: " + journal.problem());
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  static SpanData large(String name, int characters) {
    return with(name, Attributes.builder().put("text", "x".repeat(characters)).build());
  }

  static SpanData with(String name, Attributes attributes) {
    return builder(name, START, START + 1).setAttributes(attributes).build();
  }

  static String traceId(String name) {
    return String.format("%032x", name.hashCode() | 1L << 40);
  }

  static String spanId(String name) {
    return String.format("%016x", name.hashCode() | 1L << 40);
  }

  private static SpanData span(String name, long start, long end) {
    return builder(name, start, end).build();
  }

  private static TestSpanData.Builder builder(String name, long start, long end) {
    return TestSpanData.builder()
        .setHasEnded(true)
        .setName(name)
        .setKind(SpanKind.INTERNAL)
        .setSpanContext(
            SpanContext.create(
                traceId(name), spanId(name), TraceFlags.getSampled(), TraceState.getDefault()))
        .setStartEpochNanos(start)
        .setEndEpochNanos(end)
        .setStatus(StatusData.unset())
        .setResource(RESOURCE)
        .setInstrumentationScopeInfo(SCOPE);
  }
}
