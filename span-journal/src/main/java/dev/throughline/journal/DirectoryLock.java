package dev.throughline.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Holds a process's directory, until it is closed or the process dies. */
final class DirectoryLock implements AutoCloseable {
  // POSIX drops a process's locks on a file when the process closes any descriptor of it: the
  // other journals of this JVM must not even open it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @return null if another journal has it, or the directory is gone
   */
  static @Nullable DirectoryLock tryAcquire(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!HELD.add(absolute)) {
      return null;
    }
    DirectoryLock lock = null;
    try {
      lock = open(absolute);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(absolute);
      }
    }
  }

  private static @Nullable DirectoryLock open(Path directory) throws IOException {
    Path file = directory.resolve(JournalFiles.LOCK);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    // Who removes the directory deletes the lock file before it lets go of the lock.
    if (tryLock(channel) == null || Files.notExists(file)) {
      channel.close();
      return null;
    }
    return new DirectoryLock(directory, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path directory() {
    return directory;
  }

  /** Gives the directory its name; the lock stays. */
  void rename(Path to) throws IOException {
    Path target = to.toAbsolutePath().normalize();
    HELD.add(target);
    Files.move(directory, target);
    HELD.remove(directory);
    directory = target;
  }

  /** Removes the directory, which is empty but for the lock, and the lock. */
  void removeDirectory() throws IOException {
    try {
      Files.deleteIfExists(directory.resolve(JournalFiles.LOCK));
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody came between, and will find that there is nothing in it.
    } finally {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }
}
