package dev.throughline.journal.otlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a {@code Span} message that {@link SpanEncoder} wrote, without decoding it: its ids are its
 * first fields, and fields are in rising order.
 */
public final class SpanBytes {
  private static final int TRACE_ID = 2;
  private static final int SPAN_ID = 20;
  private static final int START_TIME = 7;
  private static final int END_TIME = 8;
  private static final int ATTRIBUTES = 9;
  private static final int STATUS = 15;
  private static final int ERROR = 2;

  private SpanBytes() {}

  /** The 16 bytes as two longs would be read from here. */
  public static int traceIdIndex(int index) {
    return index + TRACE_ID;
  }

  /** Where the 8 bytes of the span id are. */
  public static int spanIdIndex(int index) {
    return index + SPAN_ID;
  }

  /** The 32 hexadecimal digits. */
  public static String traceId(ByteBuffer bytes, int index) {
    return hex(bytes, index + TRACE_ID, 16);
  }

  /** The 16 hexadecimal digits. */
  public static String spanId(ByteBuffer bytes, int index) {
    return hex(bytes, index + SPAN_ID, 8);
  }

  /** The latest moment that the span tells: its end, or its start while it has none. */
  public static long latestEpochNanos(ByteBuffer bytes, int index, int length) {
    ByteBuffer span = slice(bytes, index, length);
    long latest = 0;
    while (span.hasRemaining()) {
      int tag = varint(span);
      int field = tag >>> 3;
      if (field == END_TIME) {
        return span.getLong();
      } else if (field > END_TIME) {
        return latest;
      } else if (field == START_TIME) {
        latest = span.getLong();
      } else {
        skip(span, tag);
      }
    }
    return latest;
  }

  /**
   * Writes the span again, as one that ended with its process: with that end time, status ERROR
   * {@code interrupted} and the attribute {@code throughline.interrupted=true}.
   */
  public static void interrupted(
      ByteBuffer bytes, int index, int length, long endEpochNanos, ProtoWriter out) {
    List<int[]> fields = fields(slice(bytes, index, length));
    int last = fields.size() - 1;
    while (last >= 0 && fields.get(last)[0] > STATUS) {
      copy(bytes, index, fields.get(last--), out);
    }
    int status = out.length();
    out.integer(3, ERROR);
    out.string(2, "interrupted");
    out.message(STATUS, status);
    while (last >= 0 && fields.get(last)[0] > ATTRIBUTES) {
      if (fields.get(last)[0] != STATUS) {
        copy(bytes, index, fields.get(last), out);
      }
      last--;
    }
    int attribute = out.length();
    int value = out.length();
    out.integer(2, 1);
    out.message(2, value);
    out.string(1, "throughline.interrupted");
    out.message(ATTRIBUTES, attribute);
    while (last >= 0 && fields.get(last)[0] > END_TIME) {
      copy(bytes, index, fields.get(last--), out);
    }
    out.fixed64(END_TIME, endEpochNanos);
    while (last >= 0) {
      if (fields.get(last)[0] != END_TIME) {
        copy(bytes, index, fields.get(last), out);
      }
      last--;
    }
  }

  private static void copy(ByteBuffer bytes, int index, int[] field, ProtoWriter out) {
    out.raw(bytes, index + field[1], field[2]);
  }

  /** Number, index and length of each field. */
  private static List<int[]> fields(ByteBuffer span) {
    List<int[]> fields = new ArrayList<>();
    while (span.hasRemaining()) {
      int from = span.position();
      int tag = varint(span);
      skip(span, tag);
      fields.add(new int[] {tag >>> 3, from, span.position() - from});
    }
    return fields;
  }

  private static void skip(ByteBuffer span, int tag) {
    switch (tag & 7) {
      case 0 -> varint(span);
      case 1 -> span.position(span.position() + 8);
      case 2 -> {
        int size = varint(span);
        span.position(span.position() + size);
      }
      default -> span.position(span.position() + 4);
    }
  }

  private static int varint(ByteBuffer bytes) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer slice(ByteBuffer bytes, int index, int length) {
    return bytes.slice(index, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String hex(ByteBuffer bytes, int index, int length) {
    byte[] copy = new byte[length];
    bytes.get(index, copy);
    return HexFormat.of().formatHex(copy);
  }
}
