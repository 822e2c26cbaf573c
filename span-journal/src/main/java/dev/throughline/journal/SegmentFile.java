package dev.throughline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A segment that nobody writes any more, or somebody else. */
record SegmentFile(Path file, SegmentHeader header, long size) implements Segment {
  /** One record of a segment that is written as a whole. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Content(RecordType type, byte[] payload) {}

  /**
   * Reads the header.
   *
   * @return null if it is no segment of this version
   */
  static @Nullable SegmentFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer start = read(channel, 0, SegmentHeader.SIZE);
      SegmentHeader header = SegmentHeader.read(start);
      return header == null
          ? null
          : new SegmentFile(file, header, Math.min(channel.size(), Integer.MAX_VALUE));
    }
  }

  /** Makes a whole segment, so that nobody ever sees a part of it. */
  static SegmentFile write(Path file, SegmentHeader header, List<Content> records)
      throws IOException {
    int size = SegmentHeader.SIZE;
    for (Content record : records) {
      size += RecordHeader.recordSize(record.payload.length);
    }
    ByteBuffer bytes = SegmentHeader.littleEndian(ByteBuffer.allocate(size));
    header.write(bytes);
    RecordHeader check = new RecordHeader();
    int at = SegmentHeader.SIZE;
    for (Content record : records) {
      byte[] payload = record.payload;
      bytes
          .putInt(at, payload.length)
          .putInt(at + 4, check.typeAndCheck(header.salt(), at, payload.length, record.type))
          .putInt(at + 8, check.payloadCheck(payload, 0, payload.length))
          .put(at + RecordHeader.SIZE, payload);
      at += RecordHeader.recordSize(payload.length);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + JournalFiles.UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return new SegmentFile(file, header, size);
  }

  /** Cuts off what is behind that place. */
  SegmentFile trim(int end) throws IOException {
    if (end >= size) {
      return this;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(end);
    }
    return new SegmentFile(file, header, end);
  }

  @Override
  public boolean isSealed() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public int end() {
    return (int) size;
  }

  @Override
  public ByteBuffer read(int from, int atMost) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel, from, Math.min(atMost, (int) size - from));
    }
  }

  private static ByteBuffer read(FileChannel channel, int from, int length) throws IOException {
    int wanted = (int) Math.max(0, Math.min(length, channel.size() - from));
    ByteBuffer bytes = SegmentHeader.littleEndian(ByteBuffer.allocate(wanted));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full
    }
    return bytes.flip();
  }
}
