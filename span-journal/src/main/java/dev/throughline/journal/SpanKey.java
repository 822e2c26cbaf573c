package dev.throughline.journal;

import dev.throughline.journal.otlp.SpanBytes;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tells one span from all others. */
record SpanKey(long traceHigh, long traceLow, long span) {
  static SpanKey of(SpanContext context) {
    String trace = context.getTraceId();
    return new SpanKey(
        Long.parseUnsignedLong(trace, 0, 16, 16),
        Long.parseUnsignedLong(trace, 16, 32, 16),
        Long.parseUnsignedLong(context.getSpanId(), 16));
  }

  /** Of an encoded span. */
  static SpanKey of(ByteBuffer bytes, int index) {
    int trace = SpanBytes.traceIdIndex(index);
    return new SpanKey(
        bigEndian(bytes, trace),
        bigEndian(bytes, trace + 8),
        bigEndian(bytes, SpanBytes.spanIdIndex(index)));
  }

  boolean isOf(String traceId) {
    return traceHigh == Long.parseUnsignedLong(traceId, 0, 16, 16)
        && traceLow == Long.parseUnsignedLong(traceId, 16, 32, 16);
  }

  private static long bigEndian(ByteBuffer bytes, int index) {
    long value = bytes.getLong(index);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }
}
