package dev.throughline.conformance;

import dev.throughline.quickstart.DataDirectory;
import dev.throughline.quickstart.DevServer;
import dev.throughline.quickstart.Port;
import dev.throughline.quickstart.TemporalCli;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real Temporal dev server on free ports. It can be stopped and started again: the same ports,
 * the same database.
 */
final class TemporalServer implements AutoCloseable {
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(10);

  private final String[] arguments;
  private final Path executable;
  private final Path path;
  private final Port port = new Port("the test's port", FreePorts.next());
  private final Port uiPort = new Port("the test's UI port", FreePorts.next());
  private final WorkflowServiceStubs service =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
  // The server would outlive a test run that is broken off.
  private final Thread hook = new Thread(this::stop, "stop-temporal");
  private @Nullable Running running;

  private record Running(DataDirectory directory, DevServer server) {}

  /**
   * Makes a server that is not started.
   *
   * @param path where the database and the log are
   * @param arguments further ones of {@code temporal server start-dev}
   */
  TemporalServer(Path path, String... arguments) throws IOException, InterruptedException {
    this.arguments = arguments;
    this.executable = cli();
    this.path = path;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Returns the Temporal CLI, fetched once for all builds, and for the quickstart. */
  static Path cli() throws IOException, InterruptedException {
    return TemporalCli.find(Path.of("..", ".throughline"));
  }

  /** Starts the server, to which the client then is connected; does nothing if it runs. */
  synchronized void start() throws IOException, InterruptedException {
    if (running == null) {
      DataDirectory directory = DataDirectory.open(path);
      try {
        running =
            new Running(directory, DevServer.start(executable, directory, port, uiPort, arguments));
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
      // After a stop the channel would wait before it tries again, and fail every call meanwhile.
      service.getRawChannel().resetConnectBackoff();
      service.connect(CONNECTED_WITHIN);
    }
  }

  /** Stops the server; does nothing if it does not run. */
  synchronized void stop() {
    if (running != null) {
      Running stopping = running;
      running = null;
      stopping.server.close();
      stopping.directory.close();
    }
  }

  /** Sends SIGKILL and waits for the server's end; does nothing if it does not run. */
  synchronized void kill9() {
    if (running != null) {
      ProcessHandle process = running.server.process();
      process.destroyForcibly();
      process.onExit().join();
      stop();
    }
  }

  /** Returns {@code host:port}. */
  String address() {
    return "127.0.0.1:" + port.number();
  }

  /** Returns the gRPC client, which stays the same over stops and starts. */
  WorkflowServiceStubs service() {
    return service;
  }

  /** Returns a client of namespace {@code default} without tracing. */
  WorkflowClient client() {
    return WorkflowClient.newInstance(service);
  }

  @Override
  public void close() {
    service.shutdownNow();
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
