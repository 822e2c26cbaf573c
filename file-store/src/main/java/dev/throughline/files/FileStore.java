package dev.throughline.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A directory for what is too big for an event history. Workers of one task queue must share it:
 * the attempt that reads a file may run elsewhere than the one that wrote it.
 *
 * <p>A complete file stays until its owner removes it. What a crash leaves of one that was being
 * received is removed a day later, when a store is opened on the directory or receives another.
 *
 * <p>Thread-safe.
 */
public final class FileStore {

  /** Relative to the working directory, where nothing else is configured. */
  public static final Path DEFAULT_DIRECTORY = Path.of(".throughline", "files");

  private static final String PARTIAL_SUFFIX = ".partial";
  private static final Duration PARTIAL_STAYS = Duration.ofDays(1);

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
      removeLeftovers();
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

  /**
   * Receives a file: it is there whole, on the disk, or not at all.
   *
   * @param name as of {@link #path}
   * @param content read to its end, not closed
   * @param maxBytes how large it may be
   * @throws FileAlreadyExistsException if there is one of that name; see {@link #describe}
   * @throws FileInProgressException if another thread or process is receiving it
   * @throws FileTooLargeException if it is larger
   * @throws IOException if the content cannot be read or written
   */
  public StoredFile receive(String name, InputStream content, long maxBytes) throws IOException {
    try (PartialFile file = receiving(name, maxBytes)) {
      try {
        file.clear();
        content.transferTo(file);
        return file.complete();
      } catch (IOException | RuntimeException e) {
        file.discard();
        throw e;
      }
    }
  }

  /**
   * Begins to receive a file, or goes on with what a holder before has left of it.
   *
   * @param name as of {@link #path}
   * @param maxBytes how large it may be
   * @throws FileAlreadyExistsException if there is one of that name
   * @throws FileInProgressException if another thread or process is receiving it
   */
  public PartialFile receiving(String name, long maxBytes) throws IOException {
    removeLeftovers();
    return PartialFile.open(this, name, maxBytes);
  }

  /**
   * Reads a file to tell its size and digest.
   *
   * @param name as of {@link #path}
   * @throws NoSuchFileException if there is none
   */
  public StoredFile describe(String name) throws IOException {
    MessageDigest digest = PartialFile.sha256();
    try (InputStream content = new DigestInputStream(Files.newInputStream(path(name)), digest)) {
      long bytes = content.transferTo(OutputStream.nullOutputStream());
      return new StoredFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** A name that {@link #path} never gives. */
  Path partial(String name) {
    return path(name).resolveSibling("." + name + PARTIAL_SUFFIX);
  }

  /** Has the names of the files on the disk, where the platform can. */
  void force() throws IOException {
    // Windows opens no directory, and needs none to be forced.
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private void removeLeftovers() throws IOException {
    Instant before = Instant.now().minus(PARTIAL_STAYS);
    try (DirectoryStream<Path> partials =
        Files.newDirectoryStream(directory, ".*" + PARTIAL_SUFFIX)) {
      for (Path partial : partials) {
        if (isUnchangedSince(before, partial)) {
          Files.deleteIfExists(partial);
        }
      }
    }
  }

  private static boolean isUnchangedSince(Instant before, Path partial) throws IOException {
    try {
      return Files.getLastModifiedTime(partial).toInstant().isBefore(before);
    } catch (NoSuchFileException e) {
      // Completed or removed by another process since it was listed.
      return false;
    }
  }
}
