package dev.throughline.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A segment that this process writes, by many threads at once and without a lock: each takes its
 * place, copies its record there and publishes it by its length. The file is mapped, so what is
 * copied is the operating system's at once and stays when the process is killed; its blocks are
 * there before, so that a full disk shows when the segment is made and not amid an append.
 */
final class ActiveSegment implements Segment {
  private static final VarHandle LENGTH =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SEALED = Integer.MIN_VALUE;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

  private final Path file;
  private final SegmentHeader header;
  private final MappedByteBuffer map;
  private final AtomicInteger tail = new AtomicInteger(SegmentHeader.SIZE);
  private final ConcurrentHashMap<Origins.Numbered, Boolean> defined = new ConcurrentHashMap<>();
  private final AtomicLong forceAsked = new AtomicLong();
  private final Object forcing = new Object();
  private long forceDone;
  private int forcedTo = SegmentHeader.SIZE;
  private volatile boolean broken;
  private volatile boolean retiring;

  private ActiveSegment(Path file, SegmentHeader header, MappedByteBuffer map) {
    this.file = file;
    this.header = header;
    this.map = map;
  }

  /** Makes the file, with all its blocks. */
  static ActiveSegment create(Path file, SegmentHeader header, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      for (int at = 0; at < size; ) {
        ByteBuffer zeros = ZEROS.duplicate();
        at += channel.write(zeros.limit(Math.min(zeros.capacity(), size - at)));
      }
      MappedByteBuffer map = channel.map(MapMode.READ_WRITE, 0, size);
      SegmentHeader.littleEndian(map);
      header.write(map);
      return new ActiveSegment(file, header, map);
    } catch (IOException | InternalError e) {
      Files.deleteIfExists(file);
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  /**
   * Appends a record.
   *
   * @return false if there is no room for it, or the segment is sealed
   * @throws IOException if the disk failed
   */
  boolean append(RecordType type, byte[] payload, int offset, int length, RecordHeader check)
      throws IOException {
    int size = RecordHeader.recordSize(length);
    int at;
    do {
      at = tail.get();
      if (at < 0 || size > map.capacity() - at) {
        return false;
      }
    } while (!tail.compareAndSet(at, at + size));
    try {
      map.put(at + RecordHeader.SIZE, payload, offset, length);
      map.putInt(at + 4, check.typeAndCheck(header.salt(), at, length, type));
      map.putInt(at + 8, check.payloadCheck(payload, offset, length));
      LENGTH.setRelease(map, at, length);
      return true;
    } catch (InternalError e) {
      broken = true;
      seal();
      throw new IOException("The disk failed under " + file, e);
    }
  }

  /**
   * Sees to it that records of the origin can be read from this segment alone. It is written twice,
   * because every span of the segment leans on it.
   *
   * @return false if there is no room for it
   */
  boolean define(Origins.Numbered origin, RecordHeader check) throws IOException {
    if (defined.containsKey(origin)) {
      return true;
    }
    synchronized (defined) {
      if (!defined.containsKey(origin)) {
        byte[] payload = origin.payload();
        for (int copy = 0; copy < 2; copy++) {
          if (!append(RecordType.ORIGIN, payload, 0, payload.length, check)) {
            return false;
          }
        }
        defined.put(origin, true);
      }
      return true;
    }
  }

  int capacity() {
    return map.capacity();
  }

  void seal() {
    tail.getAndUpdate(at -> at | SEALED);
  }

  /** From now on, whoever has begun a span here must see to it that it is begun elsewhere too. */
  void retire() {
    retiring = true;
  }

  boolean isRetiring() {
    return retiring;
  }

  /** Gives back the room that was not used. */
  void trim() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(end());
    }
  }

  void alive(long epochNanos) {
    SegmentHeader.writeAlive(map, epochNanos);
  }

  /** Returns when all that this thread has appended is on the disk. */
  void force() {
    long asked = forceAsked.incrementAndGet();
    synchronized (forcing) {
      if (forceDone < asked) {
        long covered = forceAsked.get();
        map.force();
        forceDone = covered;
      }
    }
  }

  /** Forces what was written since the last time. One thread's alone. */
  void forceWritten() {
    int written = published(forcedTo, Integer.MAX_VALUE);
    if (written > forcedTo) {
      map.force(forcedTo, written - forcedTo);
      forcedTo = written;
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public SegmentHeader header() {
    return header;
  }

  @Override
  public long size() {
    return map.capacity();
  }

  @Override
  public boolean isSealed() {
    return tail.get() < 0;
  }

  @Override
  public boolean isComplete() {
    return broken;
  }

  @Override
  public int end() {
    return tail.get() & ~SEALED;
  }

  @Override
  public ByteBuffer read(int from, int atMost) throws IOException {
    int end = broken ? Math.min(end(), from + atMost) : published(from, atMost);
    byte[] copy = new byte[end - from];
    try {
      map.get(from, copy);
    } catch (InternalError e) {
      throw new IOException("The disk failed under " + file, e);
    }
    return SegmentHeader.littleEndian(ByteBuffer.wrap(copy));
  }

  /**
   * The end of the records from there on that are whole, at most so many bytes but at least one.
   */
  private int published(int from, int atMost) {
    int written = end();
    int end = from;
    while (end < written) {
      int length = (int) LENGTH.getAcquire(map, end);
      int after = end + RecordHeader.recordSize(length);
      if (length == 0 || (end > from && (long) after - from > atMost)) {
        break;
      }
      end = after;
    }
    return end;
  }
}
