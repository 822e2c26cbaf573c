package dev.throughline.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Starts one part after the other, each when what it needs is there. */
final class Startup {
  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);
  private static final Duration PRINT_EVERY = Duration.ofMillis(250);
  private static final Duration EXPORT_DELAY = Duration.ofMillis(200);

  private final Settings settings;
  private final List<Service> services;
  private final Parts parts;
  private final PrintStream out;

  /**
   * @param services started in this order
   * @param parts gets what has been started, also when something fails
   */
  Startup(Settings settings, List<Service> services, Parts parts, PrintStream out) {
    this.settings = settings;
    this.services = services;
    this.parts = parts;
    this.out = out;
  }

  /** Returns when everything is healthy and says so. */
  void run() throws Exception {
    // First the directory: a server left behind in it may hold the ports.
    DataDirectory directory = parts.add(DataDirectory.open(settings.dataDirectory()));
    Port.requireFree(settings.ports());
    Path executable = TemporalCli.find(directory.path());
    parts.add(DevServer.start(executable, directory, settings.temporal(), settings.temporalUi()));
    parts.add(MailSink.start(settings.smtp(), out));
    Map<String, String> environment =
        settings.hasTraceBackend()
            ? settings.serviceEnvironment()
            : settings.serviceEnvironment(printTraces());
    for (Service service : services) {
      parts.add(service.starter().start(environment));
    }
    Readiness readiness = new Readiness(HEALTHY_WITHIN);
    for (Service service : services) {
      readiness.await(service);
    }
    announce();
  }

  /** Starts to print traces and returns the OTLP endpoint that takes them. */
  private String printTraces() throws IOException {
    TracePrinter printer =
        new TracePrinter(out, new JournalTraces(settings.journal()), InstantSource.system());
    parts.add(Ticker.start("trace-printer", PRINT_EVERY, printer::printFinished));
    TraceReceiver receiver =
        TraceReceiver.start(
            spans -> {
              printer.add(spans);
              return 200;
            });
    // A span may otherwise wait for as long as a trace is quiet before it is printed.
    System.setProperty("dw.tracing.journal.exportDelay", EXPORT_DELAY.toMillis() + "ms");
    // OpenTelemetry reads its own settings from this process, properties before the environment.
    System.setProperty("otel.exporter.otlp.protocol", "http/protobuf");
    return parts.add(receiver).endpoint();
  }

  private void announce() {
    out.println("API          http://localhost:" + settings.api().number());
    out.println("Temporal UI  http://localhost:" + settings.temporalUi().number());
    services.forEach(service -> out.printf("%-12s %s%n", service.name(), service.healthUrl()));
    out.println();
    out.println("Try:");
    out.println(
        "  curl -i http://localhost:"
            + settings.api().number()
            + "/send-email -H 'Content-Type: application/json' \\");
    out.println(
        "    -d '{\"to\":[\"you@example.com\"],\"subject\":\"Hello\",\"text\":\"One request, one trace.\"}'");
    out.println();
    out.println("ready");
  }
}
