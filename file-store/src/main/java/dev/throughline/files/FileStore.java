package dev.throughline.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A directory for what is too big for an event history. Workers of one task queue must share it:
 * the attempt that reads a file may run elsewhere than the one that wrote it.
 *
 * <p>Thread-safe.
 */
public final class FileStore {

  /** Relative to the working directory, where nothing else is configured. */
  public static final Path DEFAULT_DIRECTORY = Path.of(".throughline", "files");

  /** No separator of any platform, and neither "." nor "..". */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

  private final Path directory;

  /**
   * Opens the store.
   *
   * @param directory created if it is not there
   * @throws UncheckedIOException if it cannot be created
   */
  public FileStore(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the file store " + directory, e);
    }
  }

  /**
   * Where a file is, or would be.
   *
   * @param name letters, digits, {@code . _ -}, not beginning with a dot, at most 200 characters
   * @throws IllegalArgumentException for any other name
   */
  public Path path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name in the file store: " + name);
    }
    return directory.resolve(name);
  }
}
