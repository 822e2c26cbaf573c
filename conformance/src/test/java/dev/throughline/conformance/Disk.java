package dev.throughline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own (tmpfs), which only root can have and only on Linux. */
final class Disk implements AutoCloseable {
  private final Path place;

  private Disk(Path place) {
    this.place = place;
  }

  /**
   * Mounts it; the test ends as not possible here if that is not allowed.
   *
   * @param place a directory, made if it is missing
   * @param options as for {@code mount -o}
   */
  static Disk mount(Path place, String options) throws IOException, InterruptedException {
    Files.createDirectories(place);
    Disk disk = new Disk(place);
    try {
      disk.run("mount", "-t", "tmpfs", "-o", options, "tmpfs");
    } catch (IOException e) {
      Assumptions.abort("A file system cannot be mounted here: " + e.getMessage());
    }
    return disk;
  }

  /** Changes the options while it is in use. */
  void remount(String options) throws IOException, InterruptedException {
    run("mount", "-o", "remount," + options);
  }

  private void run(String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command));
    words.add(place.toString());
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  /** Takes it away, from processes that still use it too. */
  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", "--lazy");
  }
}
