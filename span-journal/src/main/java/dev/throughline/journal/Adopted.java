package dev.throughline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory whose process is gone, and which this one holds now. */
final class Adopted {
  private static final Logger log = LoggerFactory.getLogger(Adopted.class);

  private final DirectoryLock lock;
  private final DeadJournal journal;

  private Adopted(DirectoryLock lock, DeadJournal journal) {
    this.lock = lock;
    this.journal = journal;
  }

  /**
   * Takes every directory whose lock is free; of several processes, one gets it.
   *
   * @param failed directories that could not be taken, so that the log says it once
   * @param stopped whether to take no more
   */
  static List<Adopted> all(JournalFiles files, Set<Path> failed, BooleanSupplier stopped) {
    List<Adopted> adopted = new ArrayList<>();
    try {
      for (Path directory : files.processes()) {
        Adopted one = adopt(files, directory, failed, stopped);
        if (one != null) {
          adopted.add(one);
        }
      }
      for (Path directory : files.unborn()) {
        removeStillborn(directory);
      }
    } catch (IOException e) {
      log.warn("Cannot look for journals in {}", files.base(), e);
    }
    return adopted;
  }

  private static @Nullable Adopted adopt(
      JournalFiles files, Path directory, Set<Path> failed, BooleanSupplier stopped)
      throws IOException {
    DirectoryLock lock = null;
    try {
      lock = DirectoryLock.tryAcquire(directory);
      if (lock == null) {
        return null;
      }
      DeadJournal journal = DeadJournal.read(files, directory, stopped);
      if (journal != null) {
        return new Adopted(lock, journal);
      }
      lock.close();
      return null;
    } catch (IOException | RuntimeException e) {
      if (failed.add(directory)) {
        log.error("Cannot adopt {} yet; it stays as it is", directory, e);
      }
      if (lock != null) {
        lock.close();
      }
      return null;
    }
  }

  /** A process died between making its directory and naming it: there is nothing in it. */
  private static void removeStillborn(Path directory) throws IOException {
    Instant old = Instant.now().minusSeconds(60);
    if (Files.exists(directory) && Files.getLastModifiedTime(directory).toInstant().isBefore(old)) {
      DirectoryLock lock = DirectoryLock.tryAcquire(directory);
      if (lock != null) {
        lock.removeDirectory();
      }
    }
  }

  DeadJournal journal() {
    return journal;
  }

  Backlog backlog() {
    return journal.backlog();
  }

  /** Removes the directory once nothing is left in it; whether it has. */
  boolean removeIfEmpty() throws IOException {
    if (!backlog().segments().isEmpty() || journal.openSpans() > 0) {
      return false;
    }
    Files.deleteIfExists(lock.directory().resolve(JournalFiles.ACKNOWLEDGED));
    lock.removeDirectory();
    return true;
  }

  /** Lets go of it; a later process goes on. */
  void close() throws IOException {
    lock.close();
  }
}
