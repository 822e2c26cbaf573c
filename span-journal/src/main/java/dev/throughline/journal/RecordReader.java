package dev.throughline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the whole records of a segment, whose bytes it does not trust. A record whose payload is
 * damaged is stepped over; where a header is damaged it looks for the next place that checks. Of a
 * segment that is still written, it can be asked again when it has come to the end.
 */
final class RecordReader {
  private static final int READ_AT_ONCE = 1 << 18;

  /** Told of a stretch that is no record, from one place of the segment to another. */
  interface Damage {
    void at(int from, int to) throws IOException;
  }

  private final RecordHeader header = new RecordHeader();
  private final Segment segment;
  private final Damage damage;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int base;
  private int next;
  private int place;
  private int length;
  private RecordType type = RecordType.ORIGIN;

  /**
   * A reader.
   *
   * @param from where to begin, the place of a record
   */
  RecordReader(Segment segment, int from, Damage damage) {
    this.segment = segment;
    this.next = from;
    this.damage = damage;
  }

  /** Of a whole segment, whose damage nobody asks for. */
  RecordReader(Segment segment) {
    this(segment, SegmentHeader.SIZE, (from, to) -> {});
  }

  /** Goes to the next whole record; false if there is no more yet. */
  boolean next() throws IOException {
    int lost = -1;
    while (isThere(next, RecordHeader.SIZE)) {
      boolean checks = headerChecks(next);
      if (checks && isThere(next, RecordHeader.SIZE + length) && payloadChecks(next)) {
        report(lost, next);
        place = next;
        next += RecordHeader.recordSize(length);
        return true;
      }
      lost = lost < 0 ? next : lost;
      next += checks ? RecordHeader.recordSize(length) : RecordHeader.ALIGNMENT;
    }
    if (segment.isComplete()) {
      next = segment.end();
    }
    report(lost, next);
    return false;
  }

  /** Steps back, so that the record is next again. */
  void unread() {
    next = place;
  }

  RecordType type() {
    return type;
  }

  /** The record's place in its segment. */
  int place() {
    return place;
  }

  /** The place after the record, or after all that was read. */
  int end() {
    return next;
  }

  /** A buffer on the heap that has the payload, and stays as it is. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Where the payload is among the bytes. */
  int payload() {
    return place - base + RecordHeader.SIZE;
  }

  int length() {
    return length;
  }

  /** Of a record that has a span. */
  SpanKey spanKey() {
    return SpanKey.of(bytes, payload() + 4);
  }

  byte[] copyPayload() {
    byte[] copy = new byte[length];
    bytes.get(payload(), copy);
    return copy;
  }

  private boolean isThere(int from, int size) throws IOException {
    if (from - base + size > bytes.limit()) {
      bytes = segment.read(from, Math.max(size, READ_AT_ONCE));
      base = from;
    }
    return size <= bytes.limit();
  }

  private boolean headerChecks(int at) {
    int claimed = bytes.getInt(at - base);
    if (claimed <= 0 || claimed > segment.end() - at - RecordHeader.SIZE) {
      return false;
    }
    int typeAndCheck = bytes.getInt(at - base + 4);
    RecordType claimedType = RecordType.of(typeAndCheck & 0xff);
    if (claimedType == null
        || header.typeAndCheck(segment.header().salt(), at, claimed, claimedType) != typeAndCheck) {
      return false;
    }
    length = claimed;
    type = claimedType;
    return true;
  }

  private boolean payloadChecks(int at) {
    int payload = at - base + RecordHeader.SIZE;
    return header.payloadCheck(bytes.array(), bytes.arrayOffset() + payload, length)
        == bytes.getInt(at - base + 8);
  }

  private void report(int from, int to) throws IOException {
    if (from >= 0) {
      damage.at(from, to);
    }
  }
}
