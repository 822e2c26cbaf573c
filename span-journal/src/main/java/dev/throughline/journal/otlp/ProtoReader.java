package dev.throughline.journal.otlp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one protobuf message, for the few small answers there are to read. Total: bytes
 * that are no message, or not a whole one, are a message without fields.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final byte[] NONE = {};

  private final byte[] message;
  private int position;
  private boolean malformed;
  private final Map<Integer, Long> numbers = new HashMap<>();
  private final Map<Integer, List<byte[]>> chunks = new HashMap<>();

  private ProtoReader(byte[] message) {
    this.message = message;
    while (position < message.length && !malformed) {
      readField();
    }
    if (malformed) {
      numbers.clear();
      chunks.clear();
    }
  }

  static ProtoReader of(byte[] message) {
    return new ProtoReader(message);
  }

  /** The last varint of this field, or 0. */
  long number(int field) {
    return numbers.getOrDefault(field, 0L);
  }

  /** The last bytes of this field, or none. */
  byte[] bytes(int field) {
    List<byte[]> all = all(field);
    return all.isEmpty() ? NONE : all.get(all.size() - 1);
  }

  /** {@link #bytes} as UTF-8. */
  String text(int field) {
    return new String(bytes(field), StandardCharsets.UTF_8);
  }

  /** The bytes of each occurrence of this field. */
  List<byte[]> all(int field) {
    return chunks.getOrDefault(field, List.of());
  }

  private void readField() {
    long tag = varint();
    int field = (int) (tag >>> 3);
    switch ((int) (tag & 7)) {
      case VARINT -> numbers.put(field, varint());
      case BYTES -> chunks.computeIfAbsent(field, absent -> new ArrayList<>()).add(take(varint()));
      case FIXED64 -> take(Long.BYTES);
      case FIXED32 -> take(Integer.BYTES);
      default -> malformed = true;
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && position < message.length; shift += 7) {
      byte part = message[position++];
      value |= (long) (part & 0x7F) << shift;
      if (part >= 0) {
        return value;
      }
    }
    malformed = true;
    return 0;
  }

  private byte[] take(long length) {
    if (length < 0 || length > message.length - position) {
      malformed = true;
      return NONE;
    }
    int start = position;
    position += (int) length;
    return Arrays.copyOfRange(message, start, position);
  }
}
