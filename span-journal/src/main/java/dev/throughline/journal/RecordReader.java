package dev.throughline.journal;

import java.nio.ByteBuffer;

/**
 * Finds the whole records among bytes that it does not trust. A record whose payload is damaged is
 * stepped over; where a header is damaged it looks for the next place that checks.
 */
final class RecordReader {
  /** Told of bytes that are no record, from one place of the segment to another. */
  interface Damage {
    void at(int from, int to);
  }

  private final RecordHeader header = new RecordHeader();
  private final ByteBuffer bytes;
  private final long salt;
  private final int base;
  private final Damage damage;
  private int next;
  private int index;
  private int length;
  private RecordType type = RecordType.VOID;

  /**
   * A reader of some bytes of a segment.
   *
   * @param bytes on the heap, from index 0 to the limit
   * @param base the place of the first byte in its segment
   */
  RecordReader(ByteBuffer bytes, long salt, int base, Damage damage) {
    this.bytes = bytes;
    this.salt = salt;
    this.base = base;
    this.damage = damage;
  }

  /** Goes to the next whole record; false if there is no more. */
  boolean next() {
    int lost = -1;
    while (next + RecordHeader.SIZE <= bytes.limit()) {
      boolean checks = headerChecks(next);
      if (checks && payloadChecks(next)) {
        report(lost, next);
        index = next;
        next += RecordHeader.recordSize(length);
        return true;
      }
      lost = lost < 0 ? next : lost;
      next += checks ? RecordHeader.recordSize(length) : RecordHeader.ALIGNMENT;
    }
    next = bytes.limit();
    report(lost, next);
    return false;
  }

  /** Steps back, so that the record is next again. */
  void unread() {
    next = index;
  }

  RecordType type() {
    return type;
  }

  /** The record's place in its segment. */
  int place() {
    return base + index;
  }

  /** The place after the record, or after all that was read. */
  int end() {
    return base + next;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** Where the payload is among the bytes. */
  int payload() {
    return index + RecordHeader.SIZE;
  }

  int length() {
    return length;
  }

  private boolean headerChecks(int at) {
    int claimed = bytes.getInt(at);
    if (claimed <= 0 || claimed > bytes.limit() - at - RecordHeader.SIZE) {
      return false;
    }
    int typeAndCheck = bytes.getInt(at + 4);
    RecordType claimedType = RecordType.of(typeAndCheck & 0xff);
    if (claimedType == null
        || header.typeAndCheck(salt, base + at, claimed, claimedType) != typeAndCheck) {
      return false;
    }
    length = claimed;
    type = claimedType;
    return true;
  }

  private boolean payloadChecks(int at) {
    int offset = bytes.arrayOffset() + at + RecordHeader.SIZE;
    return header.payloadCheck(bytes.array(), offset, length) == bytes.getInt(at + 8);
  }

  /** Zeros are room that nobody has used. */
  private void report(int from, int to) {
    if (from < 0) {
      return;
    }
    int first = from;
    int last = to;
    while (first < last && bytes.get(first) == 0) {
      first++;
    }
    while (last > first && bytes.get(last - 1) == 0) {
      last--;
    }
    if (first < last) {
      damage.at(base + first, base + last);
    }
  }
}
