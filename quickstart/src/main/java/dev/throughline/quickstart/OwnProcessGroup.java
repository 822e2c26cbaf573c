package dev.throughline.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ctrl-C in a terminal goes to every process of its group. The dev server would be gone before the
 * worker has handed in what it was at, so it gets a group of its own where {@code setsid} is there
 * (on Linux it is).
 */
final class OwnProcessGroup {
  private OwnProcessGroup() {}

  /**
   * Returns what to start in place of the executable, with the same arguments and as the same
   * process; the executable itself where there is no {@code setsid}.
   *
   * @param directory gets a small script
   */
  static Path launcher(Path executable, Path directory) throws IOException {
    Optional<Path> setsid = setsid();
    if (setsid.isEmpty()) {
      return executable;
    }
    Path script = directory.resolve("start-temporal");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec %s %s "$@"
        """
            .formatted(quoted(setsid.get()), quoted(executable)));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Optional<Path> setsid() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "setsid"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
