package dev.throughline.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The directory of this process: its lock, its segments, and how far they are exported. */
final class OwnDirectory {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DirectoryLock lock;
  private final Backlog backlog;
  private final int segmentSize;
  private final boolean forced;
  private int lastNumber;

  private OwnDirectory(DirectoryLock lock, Backlog backlog, int segmentSize, boolean forced) {
    this.lock = lock;
    this.backlog = backlog;
    this.segmentSize = segmentSize;
    this.forced = forced;
  }

  /**
   * Makes the directory. It gets its name only when its lock is held, so that nobody adopts it.
   *
   * @param forced whether the names of files are forced onto the disk
   */
  static OwnDirectory create(JournalFiles files, Origins origins, int segmentSize, boolean forced)
      throws IOException {
    String name =
        String.format(
            "%s-%d-%04x",
            TIME.format(Instant.now()), ProcessHandle.current().pid(), RANDOM.nextInt(1 << 16));
    Path unborn = files.unborn(name);
    Files.createDirectories(unborn);
    DirectoryLock lock = DirectoryLock.tryAcquire(unborn);
    if (lock == null) {
      throw new IOException(unborn + " is taken");
    }
    try {
      lock.rename(files.base().resolve(name));
      if (forced) {
        forceNames(files.base());
      }
    } catch (IOException e) {
      lock.removeDirectory();
      throw e;
    }
    Backlog backlog = new Backlog(lock.directory(), origins);
    return new OwnDirectory(lock, backlog, segmentSize, forced);
  }

  Backlog backlog() {
    return backlog;
  }

  ActiveSegment newSegment() throws IOException {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    int number = ++lastNumber;
    Path directory = lock.directory();
    ActiveSegment segment =
        ActiveSegment.create(
            JournalFiles.segment(directory, number),
            new SegmentHeader(number, RANDOM.nextLong(), now, now),
            segmentSize);
    if (forced) {
      segment.force();
      forceNames(directory);
    }
    return segment;
  }

  private static void forceNames(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory)) {
      names.force(true);
    }
  }

  /** Lets go of the directory. */
  void close() throws IOException {
    lock.close();
  }

  /** Removes the directory, whose segments are gone. */
  void remove() throws IOException {
    Files.deleteIfExists(lock.directory().resolve(JournalFiles.ACKNOWLEDGED));
    lock.removeDirectory();
  }
}
