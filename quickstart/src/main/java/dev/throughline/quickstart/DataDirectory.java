package dev.throughline.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A directory of data that one process at a time owns. Two dev servers open one database file
 * without a word, so a lock is what keeps them apart; and a dev server survives the process that
 * started it, so whoever takes the lock first ends a server that an earlier owner left behind.
 *
 * <p>The operating system frees the lock when its process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the directory, and ends the dev server that an earlier owner left running in it.
   *
   * @param path made where it is missing
   * @throws IOException if another process owns it, or it cannot be written
   * @throws InterruptedException if interrupted while waiting for the old server's end
   */
  public static DataDirectory open(Path path) throws IOException, InterruptedException {
    Path absolute = Files.createDirectories(path.toAbsolutePath().normalize());
    DataDirectory directory = new DataDirectory(absolute, lock(absolute.resolve("lock")));
    try {
      new ChildRecord(directory.childFile()).end();
      return directory;
    } catch (IOException | InterruptedException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new IOException(
            "Another process"
                + owner(file)
                + " uses the data directory "
                + file.getParent()
                + ". Stop it first, or start this one in another directory.");
      }
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(pid));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String owner(Path file) throws IOException {
    String pid = Files.readString(file);
    return pid.isBlank() ? "" : " (" + pid + ")";
  }

  /** Returns the directory's absolute path. */
  public Path path() {
    return path;
  }

  Path childFile() {
    return path.resolve("temporal.pid");
  }

  /** Gives the directory back. What is in it stays. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
