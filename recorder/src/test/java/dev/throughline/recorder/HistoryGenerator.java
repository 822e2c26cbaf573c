package dev.throughline.recorder;

import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes golden histories, with a Temporal dev server and workers with and without the plug-in.
 * Arguments: the Temporal CLI, where the files go, and {@code common} or {@code rare}. What is
 * there of other runs stays: to make all anew, begin with an empty directory and make both. Each
 * takes half a minute.
 */
final class HistoryGenerator {
  static final String ENDPOINT = "greetings";

  private HistoryGenerator() {}

  public static void main(String[] args) throws Exception {
    int port = freePort();
    Process server = server(args[0], port);
    try {
      String address = "127.0.0.1:" + port;
      Recording recording =
          switch (args[2]) {
            case "common" -> new CommonHistories(address);
            case "rare" -> new RareHistories(address);
            default -> throw new IllegalArgumentException(args[2]);
          };
      endpoint(args[0], address);
      List<WorkerFactory> workers = recording.work();
      try {
        recording.generate();
        recording.write(Path.of(args[1]));
      } finally {
        workers.forEach(WorkerFactory::shutdownNow);
        recording.stubs.shutdownNow();
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
    System.exit(0);
  }

  private static Process server(String cli, int port) throws IOException {
    return new ProcessBuilder(
            cli,
            "server",
            "start-dev",
            "--headless",
            "--port",
            "" + port,
            "--dynamic-config-value",
            "frontend.WorkflowPauseEnabled=true",
            "--log-level",
            "error")
        .inheritIO()
        .start();
  }

  private static void endpoint(String cli, String address) throws Exception {
    new ProcessBuilder(
            cli,
            "operator",
            "nexus",
            "endpoint",
            "create",
            "--name",
            ENDPOINT,
            "--target-namespace",
            "default",
            "--target-task-queue",
            Recording.TRACED,
            "--address",
            address)
        .inheritIO()
        .start()
        .waitFor();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
