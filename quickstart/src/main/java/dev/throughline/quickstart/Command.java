package dev.throughline.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that runs to its end. */
final class Command {
  private static final int TAIL_LINES = 3;

  private Command() {}

  /**
   * Runs a command and returns when it has succeeded.
   *
   * @throws IOException if it cannot be run, fails or takes longer than the limit; the message has
   *     the end of its output
   * @throws InterruptedException if interrupted; the command is ended
   */
  static void run(Duration limit, String... command) throws IOException, InterruptedException {
    String shown = String.join(" ", command);
    // A file, not a pipe: waiting for a pipe can neither be interrupted nor limited.
    Path output = Files.createTempFile("throughline-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(shown + " took longer than " + limit.toSeconds() + " s");
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new IOException(shown + " exited with " + process.exitValue() + ": " + tail(output));
      }
    } finally {
      Files.delete(output);
    }
  }

  private static String tail(Path output) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }
}
