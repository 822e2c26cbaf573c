package dev.throughline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * How far the backend has taken a journal, on disk. Two slots of 64 bytes are written in turn, so
 * that one is whole whatever happens. Little-endian:
 *
 * <pre>
 *  0  u64  how many times this was written: the higher slot counts
 *  8  for each lane, INSTANTS first:
 *       u32, u32  segment and place before which all is acknowledged
 *       u32, u32  segment and place of the end of the request that was under way
 * 40  u32  crc32c of bytes 0 to 39
 * </pre>
 *
 * <p>Thread safety: the exporting thread's alone.
 */
final class Acknowledged {
  private static final int SLOT = 64;
  private static final int COVERED = 40;

  private final Path file;
  private final Map<Lane, Progress> lanes = new EnumMap<>(Lane.class);
  private long writes;

  /**
   * Of one lane.
   *
   * @param done all before is acknowledged
   * @param sending a request with all from {@code done} to here is, or was, under way: it must be
   *     the same again, because the backend may have taken it
   */
  record Progress(Position done, Position sending) {
    static final Progress NONE = new Progress(Position.START, Position.START);
  }

  private Acknowledged(Path file) {
    this.file = file;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, Progress.NONE);
    }
  }

  /** Reads what is there; nothing, if nothing is or it is damaged. */
  static Acknowledged open(Path directory) {
    Acknowledged acknowledged = new Acknowledged(directory.resolve(JournalFiles.ACKNOWLEDGED));
    ByteBuffer slots = SegmentHeader.littleEndian(ByteBuffer.allocate(2 * SLOT));
    try (FileChannel channel = FileChannel.open(acknowledged.file)) {
      while (slots.hasRemaining() && channel.read(slots) >= 0) {
        // until it is full
      }
    } catch (IOException e) {
      return acknowledged;
    }
    acknowledged.read(slots, 0);
    acknowledged.read(slots, SLOT);
    return acknowledged;
  }

  Progress get(Lane lane) {
    return lanes.getOrDefault(lane, Progress.NONE);
  }

  void put(Lane lane, Progress progress) throws IOException {
    lanes.put(lane, progress);
    ByteBuffer slot = SegmentHeader.littleEndian(ByteBuffer.allocate(SLOT));
    writes++;
    slot.putLong(writes);
    for (Lane each : Lane.values()) {
      put(slot, get(each).done);
      put(slot, get(each).sending);
    }
    slot.putInt(check(slot, 0)).rewind();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(slot, writes % 2 * SLOT);
    }
  }

  private void read(ByteBuffer slots, int at) {
    long count = slots.getLong(at);
    if (count <= writes || slots.getInt(at + COVERED) != check(slots, at)) {
      return;
    }
    writes = count;
    ByteBuffer slot = SegmentHeader.littleEndian(slots.slice(at + 8, COVERED - 8));
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new Progress(position(slot), position(slot)));
    }
  }

  private static void put(ByteBuffer slot, Position position) {
    slot.putInt(position.segment()).putInt(position.place());
  }

  private static Position position(ByteBuffer slot) {
    return new Position(slot.getInt(), slot.getInt());
  }

  private static int check(ByteBuffer bytes, int at) {
    byte[] covered = new byte[COVERED];
    bytes.get(at, covered);
    CRC32C crc = new CRC32C();
    crc.update(covered, 0, COVERED);
    return (int) crc.getValue();
  }
}
