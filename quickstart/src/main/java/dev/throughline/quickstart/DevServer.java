package dev.throughline.quickstart;

import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A real Temporal dev server as a child process, with its database in a data directory: what ran
 * when it was stopped goes on when the next one starts there.
 *
 * <p>The server survives this process unless it is closed; then the next {@link DataDirectory#open}
 * ends it.
 */
public final class DevServer implements AutoCloseable {
  private final TemporalDevServer server;
  private final ProcessHandle process;
  private final ChildRecord record;

  private DevServer(TemporalDevServer server, ProcessHandle process, ChildRecord record) {
    this.server = server;
    this.process = process;
    this.record = record;
  }

  /**
   * Starts the server and returns when it answers, after about two seconds.
   *
   * @param executable the Temporal CLI
   * @param directory where the database and the server's log are
   * @param port for gRPC, on 127.0.0.1
   * @param uiPort for the web UI, on 127.0.0.1
   * @param more further arguments of {@code temporal server start-dev}
   * @throws IOException if a port is taken
   * @throws IllegalStateException if the server does not start; the message has its command and log
   */
  public static DevServer start(
      Path executable, DataDirectory directory, Port port, Port uiPort, String... more)
      throws IOException {
    Port.requireFree(port, uiPort);
    TemporalDevServerOptions options =
        TemporalDevServerOptions.newBuilder()
            .setExistingPath(OwnProcessGroup.launcher(executable, directory.path()).toString())
            .setDatabaseFilename(directory.path().resolve("temporal.db").toString())
            .setLogFile(directory.path().resolve("temporal.log").toString())
            .setPort(port.number())
            .setUiPort(uiPort.number())
            .setExtraArgs(more)
            .build();
    ChildRecord record = new ChildRecord(directory.childFile());
    try (ChildWatch watch = new ChildWatch(executable.toRealPath(), record)) {
      TemporalDevServer server = TemporalDevServer.start("default", options);
      return new DevServer(server, watch.child().orElseThrow(), record);
    }
  }

  /** Returns {@code host:port} of the gRPC service. */
  public String address() {
    return server.getTarget();
  }

  /** Returns the server's process. */
  public ProcessHandle process() {
    return process;
  }

  /** Stops the server and waits for its end, up to ten seconds before it is killed. */
  @Override
  public void close() {
    server.close();
    record.delete();
  }
}
