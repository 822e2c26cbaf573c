package dev.throughline.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of segments that nobody waits for. */
final class Retention {
  private final JournalFiles files;
  private final @Nullable Duration retain;

  /**
   * Retention by age.
   *
   * @param retain null: nothing is kept
   */
  Retention(JournalFiles files, @Nullable Duration retain) {
    this.files = files;
    this.retain = retain;
  }

  /** Keeps the segment, or removes it. */
  void retire(Segment segment) throws IOException {
    if (retain == null) {
      remove(segment.file());
    } else {
      Files.setLastModifiedTime(segment.file(), FileTime.from(Instant.now()));
      JournalFiles.moveAside(segment.file(), files.retained());
    }
  }

  /** Removes a file, and gives its space back even while it is still mapped. */
  static void remove(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    Files.deleteIfExists(file);
  }

  /** Removes what is older than it need be kept. */
  void purge() throws IOException {
    if (retain == null) {
      return;
    }
    Instant oldest = Instant.now().minus(retain);
    for (Path file : JournalFiles.list(files.retained())) {
      if (retainedAt(file).isBefore(oldest)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Removes the oldest; false if there is none. */
  boolean removeOldest() throws IOException {
    List<Path> retained = JournalFiles.list(files.retained());
    if (retained.isEmpty()) {
      return false;
    }
    Files.deleteIfExists(Collections.min(retained, Comparator.comparing(Retention::retainedAt)));
    return true;
  }

  /** When it was retained; long ago, if another process has removed it. */
  private static Instant retainedAt(Path file) {
    return Instant.ofEpochMilli(file.toFile().lastModified());
  }

  /** Bytes on disk. */
  long size() throws IOException {
    long size = 0;
    for (Path file : JournalFiles.list(files.retained())) {
      size += file.toFile().length();
    }
    return size;
  }
}
