package dev.throughline.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where things are in a journal's directory:
 *
 * <pre>
 * 20261122T161703123-4711-9f2c/     one process: its time of start, its process id, a random number
 *   lock                            locked while the process, or one that adopted it, lives
 *   00000001.spans                  segments
 *   acknowledged                    how far the backend has taken them
 * retained/                         segments that are acknowledged and kept
 * rejected/                         spans that the backend refuses, with the reason
 * damaged/                          what could not be read
 * </pre>
 */
record JournalFiles(Path base) {
  static final String LOCK = "lock";
  static final String ACKNOWLEDGED = "acknowledged";
  static final String UNFINISHED = ".tmp";
  private static final String SEGMENT = ".spans";
  private static final String NEW = ".new-";
  private static final Pattern PROCESS = Pattern.compile("\\d{8}T\\d{9}-\\d+-[0-9a-f]{4}");

  Path retained() {
    return base.resolve("retained");
  }

  Path rejected() {
    return base.resolve("rejected");
  }

  Path damaged() {
    return base.resolve("damaged");
  }

  /** Where a process's directory is until its lock is held. */
  Path unborn(String name) {
    return base.resolve(NEW + name);
  }

  static Path segment(Path directory, int number) {
    return directory.resolve(String.format("%08d", number) + SEGMENT);
  }

  static boolean isSegment(Path file) {
    return name(file).endsWith(SEGMENT);
  }

  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static boolean isProcess(String name) {
    return PROCESS.matcher(name).matches();
  }

  /** The directories of processes, the oldest first. */
  List<Path> processes() throws IOException {
    return list(base).stream().filter(path -> isProcess(name(path))).toList();
  }

  /** The directories of processes that never came to hold their lock, or are about to. */
  List<Path> unborn() throws IOException {
    return list(base).stream()
        .filter(path -> name(path).startsWith(NEW) && isProcess(name(path).substring(NEW.length())))
        .toList();
  }

  /** What is in a directory, by name; nothing if there is no such directory. */
  static List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    files.sort(null);
    return files;
  }

  /** Moves a file of a process's directory away, under a name that tells where it was. */
  static void moveAside(Path file, Path to) throws IOException {
    Files.createDirectories(to);
    Path owner = file.toAbsolutePath().getParent();
    String prefix = owner == null ? "" : name(owner) + "-";
    Files.move(file, to.resolve(prefix + name(file)), StandardCopyOption.REPLACE_EXISTING);
  }
}
