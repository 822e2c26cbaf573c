package dev.throughline.journal.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes protobuf from its end to its beginning: fields in falling order, what is inside a message
 * before its length. So every length is known when it is written, in one pass.
 *
 * <p>Thread safety: none. The bytes are valid until the next write.
 */
public final class ProtoWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final int usualCapacity;
  private byte[] buffer;
  private int start;

  /**
   * A writer that grows when it must.
   *
   * @param usualCapacity what it shrinks to again, in bytes
   */
  public ProtoWriter(int usualCapacity) {
    this.usualCapacity = usualCapacity;
    this.buffer = new byte[usualCapacity];
    this.start = usualCapacity;
  }

  /** Forgets what was written. */
  public void clear() {
    if (buffer.length > usualCapacity) {
      buffer = new byte[usualCapacity];
    }
    start = buffer.length;
  }

  /** Where the bytes are: from {@link #offset()} on, {@link #length()} of them. */
  public byte[] array() {
    return buffer;
  }

  public int offset() {
    return start;
  }

  public int length() {
    return buffer.length - start;
  }

  public byte[] toByteArray() {
    byte[] bytes = new byte[length()];
    System.arraycopy(buffer, start, bytes, 0, bytes.length);
    return bytes;
  }

  /** Makes a message of all that was written since the length was the given one. */
  public void message(int field, int lengthBefore) {
    varint(length() - lengthBefore);
    tag(field, LENGTH_DELIMITED);
  }

  /** A string field; an empty one is left out. */
  public void string(int field, String value) {
    if (!value.isEmpty()) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  public void bytes(int field, byte[] value) {
    int before = length();
    raw(value);
    message(field, before);
  }

  /** A {@code bytes} field, given as lower-case hexadecimal digits. */
  public void hex(int field, String digits) {
    int size = digits.length() / 2;
    int at = reserve(size);
    for (int i = 0; i < size; i++) {
      buffer[at + i] = (byte) (digit(digits.charAt(2 * i)) << 4 | digit(digits.charAt(2 * i + 1)));
    }
    varint(size);
    tag(field, LENGTH_DELIMITED);
  }

  /** An integer field; zero is left out. */
  public void integer(int field, long value) {
    if (value != 0) {
      integerAlways(field, value);
    }
  }

  /** An integer field of a {@code oneof}, where zero is a value too. */
  public void integerAlways(int field, long value) {
    varint(value);
    tag(field, VARINT);
  }

  /** A {@code fixed64} field; zero is left out. */
  public void fixed64(int field, long value) {
    if (value != 0) {
      fixed64Always(field, value);
    }
  }

  /** A {@code fixed64} or {@code double} field of a {@code oneof}. */
  public void fixed64Always(int field, long value) {
    int at = reserve(8);
    LONG.set(buffer, at, value);
    tag(field, FIXED64);
  }

  public void fixed32(int field, int value) {
    int at = reserve(4);
    INT.set(buffer, at, value);
    tag(field, FIXED32);
  }

  /** Four bytes as they are, little-endian. */
  public void rawInt(int value) {
    int at = reserve(4);
    INT.set(buffer, at, value);
  }

  public void raw(byte[] bytes) {
    int at = reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
  }

  public void raw(ByteBuffer source, int index, int length) {
    int at = reserve(length);
    source.get(index, buffer, at, length);
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    int size = (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    int at = reserve(size);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[at] = (byte) rest;
  }

  /** Where the bytes go; the buffer may be another one afterwards. */
  private int reserve(int size) {
    if (start < size) {
      grow(size);
    }
    start -= size;
    return start;
  }

  private void grow(int size) {
    int length = length();
    byte[] larger = new byte[Math.max(buffer.length * 2, length + size)];
    System.arraycopy(buffer, start, larger, larger.length - length, length);
    start = larger.length - length;
    buffer = larger;
  }

  private static int digit(char hex) {
    return hex <= '9' ? hex - '0' : hex - 'a' + 10;
  }
}
