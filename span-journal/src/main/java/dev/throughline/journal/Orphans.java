package dev.throughline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories that this process took over.
 *
 * <p>Thread safety: one thread adopts, another one tidies; any may look.
 */
final class Orphans {
  private static final Logger log = LoggerFactory.getLogger(Orphans.class);

  private final JournalFiles files;
  private final Retention retention;
  private final JournalMetrics metrics;
  private final Set<Path> notAdopted = new HashSet<>();
  private final List<Adopted> adopted = new CopyOnWriteArrayList<>();

  Orphans(JournalFiles files, Retention retention, JournalMetrics metrics) {
    this.files = files;
    this.retention = retention;
    this.metrics = metrics;
  }

  /** What waits in them, the oldest first. */
  List<Backlog> backlogs() {
    return adopted.stream().map(Adopted::backlog).toList();
  }

  /** Takes what processes that are gone have left. */
  void adopt(BooleanSupplier stopped) {
    for (Adopted found : Adopted.all(files, notAdopted, stopped)) {
      DeadJournal journal = found.journal();
      log.info(
          "Adopted {}: {} spans wait, {} were open when their process died",
          journal.backlog().directory(),
          journal.spans(),
          journal.openSpans());
      metrics.waiting(journal.spans(), journal.bytes());
      metrics.damaged(journal.damaged());
      closeOpenSpans(journal);
      adopted.add(found);
    }
  }

  /**
   * For a process that exports nothing: it leaves the directories of others to one that does, but
   * together they must not outgrow the limit. The oldest go first.
   */
  void keepWithin(long maxSize) {
    try {
      List<Path> newestFirst = new ArrayList<>(files.processes());
      Collections.reverse(newestFirst);
      long size = 0;
      for (Path directory : newestFirst) {
        for (Path file : JournalFiles.list(directory)) {
          size += file.toFile().length();
        }
        if (size > maxSize) {
          remove(directory);
        }
      }
    } catch (IOException e) {
      log.warn("Cannot keep {} within its size", files.base(), e);
    }
  }

  private void remove(Path directory) throws IOException {
    DirectoryLock lock = DirectoryLock.tryAcquire(directory);
    if (lock == null) {
      return;
    }
    try (lock) {
      DeadJournal journal = DeadJournal.read(files, directory, () -> false);
      metrics.dropped(Drop.EVICTED, journal == null ? 0 : journal.spans());
      for (Path file : JournalFiles.list(directory)) {
        if (!JournalFiles.name(file).equals(JournalFiles.LOCK)) {
          Files.delete(file);
        }
      }
      lock.removeDirectory();
    }
  }

  /** Removes what the backend has. */
  void tidy() throws IOException {
    List<Adopted> empty = new ArrayList<>();
    for (Adopted each : adopted) {
      closeOpenSpans(each.journal());
      retire(each);
      if (each.removeIfEmpty()) {
        empty.add(each);
      }
    }
    adopted.removeAll(empty);
  }

  private void retire(Adopted each) throws IOException {
    Backlog backlog = each.backlog();
    for (Segment segment : backlog.segments()) {
      if (!backlog.isAcknowledged(segment) || each.journal().isNeeded(segment)) {
        return;
      }
      retention.retire(segment);
      backlog.remove(segment);
    }
  }

  /** Lets go of them. */
  void close() throws IOException {
    for (Adopted each : adopted) {
      each.close();
    }
  }

  private void closeOpenSpans(DeadJournal journal) {
    int open = journal.openSpans();
    long bytes = journal.bytes();
    try {
      journal.closeOpenSpans();
      metrics.interrupted(open);
      metrics.waiting(open, journal.bytes() - bytes);
    } catch (IOException e) {
      log.warn("Cannot close {} open spans of {} yet", open, journal.backlog().directory(), e);
    }
  }
}
