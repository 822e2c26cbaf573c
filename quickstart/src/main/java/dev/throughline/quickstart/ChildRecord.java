package dev.throughline.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file that tells a later process which child process this one has started: three lines, the
 * child's pid, its start in epoch milliseconds and its executable. A pid alone is used again by the
 * operating system, so a process is the recorded child only where all three agree.
 */
record ChildRecord(Path file) {
  /** How far two readings of one process's start may be apart: the boot time is an estimate. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofSeconds(10);

  void write(ProcessHandle child) {
    ProcessHandle.Info info = child.info();
    List<String> lines =
        List.of(
            Long.toString(child.pid()),
            Long.toString(info.startInstant().orElse(Instant.EPOCH).toEpochMilli()),
            info.command().orElse(""));
    try {
      Path whole = Files.write(file.resolveSibling(file.getFileName() + ".new"), lines);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the recorded child if it still runs, waits for its end, and deletes the record. */
  void end() throws IOException, InterruptedException {
    Optional<ProcessHandle> child = find();
    if (child.isPresent()) {
      child.get().destroy();
      if (!ended(child.get())) {
        child.get().destroyForcibly();
        if (!ended(child.get())) {
          throw new IOException(
              "The process " + child.get().pid() + ", left by an earlier run, does not end.");
        }
      }
    }
    delete();
  }

  /** Returns the recorded child if it still runs. */
  Optional<ProcessHandle> find() throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != 3) {
        return Optional.empty();
      }
      Instant start = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
      return ProcessHandle.of(Long.parseLong(lines.get(0)))
          .filter(process -> startedAt(process, start))
          .filter(process -> process.info().command().equals(Optional.of(lines.get(2))));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean startedAt(ProcessHandle process, Instant recorded) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, recorded).abs().compareTo(START_TOLERANCE) <= 0)
        .orElse(false);
  }

  private static boolean ended(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
