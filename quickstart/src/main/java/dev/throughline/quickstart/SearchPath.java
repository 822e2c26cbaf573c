package dev.throughline.quickstart;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An executable named {@code temporal} in a list of directories, written like PATH. */
record SearchPath(String directories) implements TemporalCli.Source {
  @Override
  public Path find() throws IOException {
    return Arrays.stream(directories.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "temporal").toAbsolutePath())
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(() -> new FileNotFoundException("no executable file named temporal"));
  }

  @Override
  public String toString() {
    return directories;
  }
}
