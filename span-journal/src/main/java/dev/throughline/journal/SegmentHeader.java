package dev.throughline.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 128 bytes of a segment: the same 64 twice, so that one damaged byte does not cost what
 * is in the segment. Little-endian:
 *
 * <pre>
 *  0  8 bytes  "TLSPANS\n"
 *  8  u16      version, 1
 * 10  u16      size of both copies, 128
 * 12  u32      number of the segment in its journal
 * 16  u64      salt of the records' checks
 * 24  u64      when it was made, nanoseconds since the epoch
 * 32  u32      crc32c of bytes 0 to 31
 * 48  u64      when its process was last alive, nanoseconds since the epoch, written in place
 * 56  u64      the same with every bit turned
 * </pre>
 */
record SegmentHeader(int number, long salt, long createdEpochNanos, long aliveEpochNanos) {
  static final int SIZE = 128;
  private static final int COPY = 64;
  private static final int ALIVE = 48;
  private static final long MAGIC = 0x0a_53_4e_41_50_53_4c_54L; // "TLSPANS\n"
  private static final short VERSION = 1;

  void write(ByteBuffer segment) {
    for (int at = 0; at < SIZE; at += COPY) {
      segment
          .putLong(at, MAGIC)
          .putShort(at + 8, VERSION)
          .putShort(at + 10, (short) SIZE)
          .putInt(at + 12, number)
          .putLong(at + 16, salt)
          .putLong(at + 24, createdEpochNanos)
          .putInt(at + 32, check(segment, at));
      writeAlive(segment, at, aliveEpochNanos);
    }
  }

  static void writeAlive(ByteBuffer segment, long epochNanos) {
    writeAlive(segment, 0, epochNanos);
    writeAlive(segment, COPY, epochNanos);
  }

  private static void writeAlive(ByteBuffer segment, int at, long epochNanos) {
    segment.putLong(at + ALIVE, epochNanos).putLong(at + ALIVE + 8, ~epochNanos);
  }

  /** Null if it is no header of this version. */
  static @Nullable SegmentHeader read(ByteBuffer segment) {
    for (int at = 0; at < SIZE; at += COPY) {
      if (segment.limit() >= at + COPY
          && segment.getLong(at) == MAGIC
          && segment.getShort(at + 8) == VERSION
          && segment.getInt(at + 32) == check(segment, at)) {
        return new SegmentHeader(
            segment.getInt(at + 12),
            segment.getLong(at + 16),
            segment.getLong(at + 24),
            alive(segment));
      }
    }
    return null;
  }

  private static long alive(ByteBuffer segment) {
    long latest = 0;
    for (int at = 0; at < SIZE && segment.limit() >= at + COPY; at += COPY) {
      long alive = segment.getLong(at + ALIVE);
      if (alive == ~segment.getLong(at + ALIVE + 8)) {
        latest = Math.max(latest, alive);
      }
    }
    return latest;
  }

  private static int check(ByteBuffer segment, int at) {
    byte[] covered = new byte[32];
    segment.get(at, covered);
    CRC32C crc = new CRC32C();
    crc.update(covered, 0, covered.length);
    return (int) crc.getValue();
  }

  static ByteBuffer littleEndian(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return littleEndian(ByteBuffer.wrap(bytes));
  }
}
