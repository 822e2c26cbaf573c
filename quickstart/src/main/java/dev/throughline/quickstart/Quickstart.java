package dev.throughline.quickstart;

import ch.qos.logback.classic.Level;
import dev.throughline.api.ApiApplication;
import dev.throughline.worker.WorkerApplication;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Starts everything on this machine: a Temporal dev server, a mail server, the worker and the API.
 * Prints the URLs, then {@code ready} on a line of its own; from then on every finished trace as a
 * tree, unless {@code OTEL_EXPORTER_OTLP_ENDPOINT} sends the spans elsewhere.
 *
 * <p>The environment sets ports: TEMPORAL_PORT (7233), TEMPORAL_UI_PORT (8233), SMTP_PORT (1025),
 * API_PORT (8080), API_ADMIN_PORT (8081), WORKER_ADMIN_PORT (8083). Data is in {@code .throughline}
 * in the working directory: runs go on with the next start. Ctrl-C and SIGTERM stop everything. A
 * failure is printed, everything is stopped, and the exit code is 1.
 */
public final class Quickstart {
  private Quickstart() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    configureServices();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    StopSignal stop = StopSignal.forThisThread();
    int exitCode = 0;
    try (Parts parts = new Parts()) {
      Settings settings = Settings.from(System.getenv());
      new Startup(settings, services(settings), parts, out).run();
      stop.await();
    } catch (Exception e) {
      // Stopped while it was starting: whatever that broke is no failure.
      if (!stop.isGiven()) {
        exitCode = 1;
        System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      }
    } finally {
      stop.cleanedUp();
    }
    System.exit(exitCode);
  }

  /**
   * Sets what no environment variable says: warnings only are logged, and exported spans stay for a
   * week, because the journal is all there is to look them up in.
   */
  private static void configureServices() {
    BootstrapLogging.bootstrap(Level.WARN);
    configureServices("logging.level", "WARN");
    configureServices("tracing.journal.retain", "7d");
  }

  /** The way of Dropwizard, by a system property, which may be given to java. */
  private static void configureServices(String key, String value) {
    String property = "dw." + key;
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Returns the services in the order in which they start. */
  private static List<Service> services(Settings settings) {
    return List.of(
        new Service(
            "worker",
            settings.workerAdmin(),
            environment ->
                DropwizardService.start(
                    new WorkerApplication(environment), "worker-service/config.yml")),
        new Service(
            "api",
            settings.apiAdmin(),
            environment ->
                DropwizardService.start(
                    new ApiApplication(environment), "api-service/config.yml")));
  }
}
