package dev.throughline.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checks of a record's header. They cover the segment's salt and the record's place, so that
 * bytes which look like a record elsewhere, as in a user's attribute, are none here.
 *
 * <pre>
 * 0  u32  length of the payload
 * 4  u8   type
 * 5  u24  check: the low 24 bits of crc32c(salt u64, place u32, length u32, type u8)
 * 8  u32  crc32c of the same, then the payload
 * </pre>
 *
 * <p>Thread safety: none; it keeps its state.
 */
final class RecordHeader {
  static final int SIZE = 12;
  static final int ALIGNMENT = 4;

  private final byte[] covered = new byte[17];
  private final ByteBuffer view = ByteBuffer.wrap(covered).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();

  /** The bytes that a record takes. */
  static int recordSize(int payloadLength) {
    return SIZE + (payloadLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** The second four bytes of the header. */
  int typeAndCheck(long salt, int place, int length, RecordType type) {
    view.putLong(0, salt).putInt(8, place).putInt(12, length).put(16, (byte) type.number());
    crc.reset();
    crc.update(covered, 0, covered.length);
    return (int) crc.getValue() << 8 | type.number();
  }

  /** The third four bytes of the header that {@link #typeAndCheck} was asked for last. */
  int payloadCheck(byte[] bytes, int offset, int length) {
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
