package dev.throughline.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A virtual environment of Python, with packages of PyPI.
 *
 * @param directory absolute
 */
record PythonEnvironment(Path directory) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Makes it; does nothing where it has been made before.
   *
   * @param name of the directory
   * @param requirements file in {@code src/test/resources/python}
   * @throws IOException with what Python or pip has said, if it cannot be made
   */
  static PythonEnvironment made(String name, String requirements)
      throws IOException, InterruptedException {
    PythonEnvironment environment = new PythonEnvironment(Path.of("target", name).toAbsolutePath());
    run("python3", "-m", "venv", environment.directory().toString());
    run(
        environment.program("python").toString(),
        "-m",
        "pip",
        "install",
        "--requirement",
        "src/test/resources/python/" + requirements);
    return environment;
  }

  /** A program of the environment. */
  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("python-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
      }
    } finally {
      Files.delete(output);
    }
  }
}
