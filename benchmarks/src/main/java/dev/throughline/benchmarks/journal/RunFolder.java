package dev.throughline.benchmarks.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder for one run, deleted at its end: below the system property {@code bench.dir}, by default
 * {@code target/bench} of the working directory.
 */
final class RunFolder implements AutoCloseable {
  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** Makes the folder and prints what it is on, because numbers from a tmpfs mean nothing. */
  static RunFolder create() throws IOException {
    Path parent = Files.createDirectories(Path.of(System.getProperty("bench.dir", "target/bench")));
    System.out.printf("%n# %s is on %s%n", parent, Files.getFileStore(parent).type());
    return new RunFolder(Files.createTempDirectory(parent, "run"));
  }

  Path path() {
    return path;
  }

  /** The sum of the lengths of its files, in bytes. */
  long size() throws IOException {
    try (Stream<Path> files = Files.walk(path).filter(Files::isRegularFile)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path).sorted(Comparator.reverseOrder())) {
      files.forEach(RunFolder::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
