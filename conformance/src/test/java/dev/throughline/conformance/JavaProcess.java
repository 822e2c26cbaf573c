package dev.throughline.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program as a process of its own, that can be killed. */
final class JavaProcess implements AutoCloseable {
  private static final int TAIL_LINES = 60;
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code java -jar}.
   *
   * @param jar the program
   * @param directory the working directory; the log is in it, under the jar's name and a number
   * @param environment added to this process's, of which nothing that configures the program stays
   * @param arguments the program's
   */
  static JavaProcess start(
      Path jar, Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    if (!Files.exists(jar)) {
      throw new IOException(jar.normalize() + " is missing: build its module first.");
    }
    List<String> program = new ArrayList<>(List.of("-jar", jar.toAbsolutePath().toString()));
    program.addAll(List.of(arguments));
    return start(program, jar.getFileName().toString(), directory, environment);
  }

  /**
   * Starts a class of the tests that is a program.
   *
   * @param directory the working directory; the log is in it, under the class's name and a number
   */
  static JavaProcess start(Class<?> program, Path directory, Map<String, String> environment)
      throws IOException {
    return start(
        List.of("-cp", System.getProperty("java.class.path"), program.getName()),
        program.getSimpleName(),
        directory,
        environment);
  }

  private static JavaProcess start(
      List<String> program, String name, Path directory, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(program);
    Path log = Files.createTempFile(directory, name + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            variable ->
                variable.matches("(TEMPORAL|OTEL|SMTP|DATABASE|THROUGHLINE|API|WORKER)_.*"));
    builder.environment().putAll(environment);
    return new JavaProcess(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the process's children, and theirs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Returns everything the process has printed. */
  String output() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the last lines that the process has printed. */
  String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Sends SIGKILL and waits for the process's end. */
  void kill9() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  /** Sends SIGTERM, waits for the process's end and returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Waits for the process's end and returns its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The process does not end:\n" + tail());
    }
    return process.exitValue();
  }

  /** Kills the process and what it has started, if they run. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
