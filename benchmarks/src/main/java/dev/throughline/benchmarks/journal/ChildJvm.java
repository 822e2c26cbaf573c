package dev.throughline.benchmarks.journal;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A Java process of its own, which tells what it has to tell in lines of {@code name value}. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  ChildJvm(Class<?> main, List<String> jvmOptions, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Waits for the line of that name.
   *
   * @throws IllegalStateException if another line comes, or the process ends
   */
  String read(String name) throws IOException {
    String line = lines.readLine();
    if (line == null || !line.startsWith(name + " ")) {
      throw new IllegalStateException("expected \"" + name + "\", got: " + line);
    }
    return line.substring(name.length() + 1);
  }

  /** Completes when the process has ended, however it did. */
  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** Ends the child's standard input, for which it waits before it goes on. */
  void goOn() throws IOException {
    process.getOutputStream().close();
  }

  /** What a child does until {@link #goOn}. */
  static void await() throws IOException {
    System.in.readAllBytes();
  }

  /** Kills the process, with SIGKILL where there is such a thing, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
