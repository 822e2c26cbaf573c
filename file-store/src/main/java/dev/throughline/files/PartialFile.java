package dev.throughline.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of the store that is being received. It has its name, and can be read, only from {@link
 * #complete} on. Closed before, it stays under a hidden name for whoever {@linkplain
 * FileStore#receiving takes it up}, until the store removes it.
 *
 * <p>One holder at a time, over all processes: the operating system frees the lock of a dead one.
 *
 * <p>Not thread-safe.
 */
public final class PartialFile extends OutputStream {

  /**
   * The files that this process holds. The lock alone is not enough: on POSIX systems a process
   * loses it when it closes any other channel of the same file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final FileStore store;
  private final String name;
  private final long maxBytes;
  private final Path path;
  private final MessageDigest digest = sha256();
  private @Nullable FileChannel channel;
  private long bytes;
  private boolean held = true;

  private PartialFile(FileStore store, String name, long maxBytes, Path path) {
    this.store = store;
    this.name = name;
    this.maxBytes = maxBytes;
    this.path = path;
  }

  static PartialFile open(FileStore store, String name, long maxBytes) throws IOException {
    Path path = store.partial(name).toAbsolutePath().normalize();
    if (!HELD.add(path)) {
      throw new FileInProgressException(name);
    }
    PartialFile file = new PartialFile(store, name, maxBytes, path);
    try {
      file.begin();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    FileChannel opened =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel = opened;
    Object opening = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    if (!locked(opened)) {
      throw new FileInProgressException(name);
    }
    if (Files.exists(store.path(name))) {
      // Of whoever completed it while this one waited; or made here, a moment ago.
      Files.deleteIfExists(path);
      throw new FileAlreadyExistsException(name);
    }
    if (!Files.exists(path) || !sameKey(opening)) {
      throw new FileInProgressException(name);
    }
    digest(opened);
  }

  private static boolean locked(FileChannel opened) throws IOException {
    try {
      return opened.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private boolean sameKey(@Nullable Object opening) throws IOException {
    return opening == null
        || opening.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  private void digest(FileChannel opened) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (opened.read(buffer.clear()) >= 0) {
      digest.update(buffer.flip());
    }
    bytes = opened.position();
  }

  /** How many bytes are there. */
  public long bytes() {
    return bytes;
  }

  /** Begins anew: what is there is dropped. */
  public void clear() throws IOException {
    channel().truncate(0);
    digest.reset();
    bytes = 0;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Appends.
   *
   * @throws FileTooLargeException if there would be more than the store was told to allow
   */
  @Override
  public void write(byte[] content, int offset, int length) throws IOException {
    if (length > maxBytes - bytes) {
      throw new FileTooLargeException(name, maxBytes);
    }
    ByteBuffer buffer = ByteBuffer.wrap(content, offset, length);
    while (buffer.hasRemaining()) {
      bytes += channel().write(buffer);
    }
    digest.update(content, offset, length);
  }

  /** Gives the file its name, when its content is on the disk; closes. */
  public StoredFile complete() throws IOException {
    channel().force(true);
    Files.move(path, store.path(name), StandardCopyOption.ATOMIC_MOVE);
    close();
    store.force();
    return new StoredFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** Removes what is there; closes. */
  public void discard() throws IOException {
    if (channel != null) {
      Files.deleteIfExists(path);
    }
    close();
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      throw new IOException(name + " is closed");
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      if (held) {
        held = false;
        HELD.remove(path);
      }
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
