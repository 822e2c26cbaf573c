package dev.throughline.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One of the services as a process of its own. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final JavaProcess process;
  private final URI health;

  private ServiceProcess(JavaProcess process, int adminPort) {
    this.process = process;
    this.health = URI.create("http://127.0.0.1:" + adminPort + "/healthcheck");
  }

  /**
   * Starts a service with its own configuration file.
   *
   * @param module the service's module, as {@code api-service}
   * @param directory its working directory, with its log
   * @param environment its configuration
   * @param adminPort the port of its health check
   */
  static ServiceProcess start(
      String module, Path directory, Map<String, String> environment, int adminPort)
      throws IOException {
    Path home = Path.of("..", module);
    Path configuration = home.resolve("config.yml").toAbsolutePath().normalize();
    return start(
        home.resolve("target").resolve(module + ".jar"),
        configuration,
        directory,
        environment,
        adminPort);
  }

  static ServiceProcess start(
      Path jar, Path configuration, Path directory, Map<String, String> environment, int adminPort)
      throws IOException {
    return new ServiceProcess(
        JavaProcess.start(jar, directory, environment, "server", configuration.toString()),
        adminPort);
  }

  /**
   * Waits until the health check answers 200.
   *
   * @throws AssertionError if the process ends before, or takes too long; the message has its log
   */
  ServiceProcess awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isHealthy()) {
      if (!process.isAlive()) {
        throw new AssertionError("The service ended before it was ready:\n" + process.tail());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("The service does not get ready:\n" + process.tail());
      }
      Thread.sleep(INTERVAL.toMillis());
    }
    return this;
  }

  private boolean isHealthy() throws InterruptedException {
    try {
      return health().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks the health check, of which each part is an object in the answer.
   *
   * @throws IOException if the service does not serve yet, or any more
   */
  Answer health() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(health).timeout(READY_WITHIN).build();
    return Answer.to(HttpClient.newHttpClient(), request);
  }

  long pid() {
    return process.pid();
  }

  /** Returns everything the service has printed. */
  String output() {
    return process.output();
  }

  /** Sends SIGKILL and waits for the service's end. */
  void kill9() throws InterruptedException {
    process.kill9();
  }

  /** Sends SIGTERM, waits for the service's end and returns its exit code. */
  int terminate() throws InterruptedException {
    return process.terminate();
  }

  /** Kills the service if it runs. */
  @Override
  public void close() {
    process.close();
  }
}
