package dev.throughline.worker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.HistoryDerivation.Rules;
import dev.throughline.recorder.HistoryDerivation.Scope;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.verify.Summary;
import dev.throughline.recorder.verify.UnavailableStoreException;
import dev.throughline.recorder.verify.Verification;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntConsumer;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code java -jar worker-service.jar verify --query '…' [--backend jaeger|tempo|journal] [--url …]
 * [--repair] [FILE.yml]}: whether all that the event histories of these runs imply is stored.
 *
 * <p>Results are on standard output: a line for each run with something wrong, and a last line for
 * all. Exit status: 0 if nothing is missing, orphaned, in conflict or unreadable (any more, after a
 * repair), 1 if something is, 2 if it could not be verified; the reason is on standard error then.
 */
final class VerifyCommand extends ConfiguredCommand<WorkerConfiguration> {
  private static final int NOT_WHOLE = 1;
  private static final int NOT_VERIFIED = 2;

  private final VerifyParts.Factory parts;
  private final IntConsumer exit;
  private final PrintStream out;
  private final PrintStream err;

  /** The command, which ends the process where its status is not 0. */
  VerifyCommand(VerifyParts.Factory parts) {
    this(parts, System::exit, System.out, System.err);
  }

  /**
   * The command.
   *
   * @param exit told of a status other than 0
   */
  VerifyCommand(VerifyParts.Factory parts, IntConsumer exit, PrintStream out, PrintStream err) {
    super("verify", "Looks whether all that event history implies is stored");
    this.parts = parts;
    this.exit = exit;
    this.out = out;
    this.err = err;
  }

  @Override
  public void configure(Subparser parser) {
    super.configure(parser);
    VerifyOptions.declare(parser);
  }

  @Override
  protected void run(
      Bootstrap<WorkerConfiguration> bootstrap, Namespace arguments, WorkerConfiguration config)
      throws Exception {
    logToStandardError(bootstrap);
    VerifyOptions options = VerifyOptions.of(arguments);
    Summary summary;
    try (VerifyParts opened = parts.open(config, options.repair())) {
      summary = verify(options, opened);
    }
    if (!summary.isWhole()) {
      exit.accept(NOT_WHOLE);
    }
  }

  private Summary verify(VerifyOptions options, VerifyParts opened) throws InterruptedException {
    SpanDestination destination = options.repair() ? opened.destination() : null;
    if (options.repair()) {
      checkReachable(options, opened);
    }
    Verification verification =
        new Verification(
            new RunHistories(opened.temporal(), opened.namespace()),
            new Rules(opened.foreignRuns(), Scope.WHOLE, opened.sampleDerived()),
            options.storedTraces(opened.journalDirectory()),
            destination);
    VerifyOutput output = new VerifyOutput(out);
    Summary summary = verification.verify(options.query(), output::print);
    output.print(summary);
    if (summary.runs() == summary.running()) {
      throw new IllegalArgumentException(
          "--query finds no closed run: nothing was verified. Are query and namespace right?");
    }
    return summary;
  }

  /**
   * What is repaired must come to where it was missing, or it would be repaired again and again.
   */
  private static void checkReachable(VerifyOptions options, VerifyParts opened) {
    if (options.isOfJournal() && !opened.journalled()) {
      throw new IllegalArgumentException(
          "--repair of the journal needs tracing.journal.retain: spans leave it for the endpoint");
    }
    if (!options.isOfJournal() && !opened.exported()) {
      throw new IllegalArgumentException(
          "--repair has nowhere to export to: set tracing.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT");
    }
  }

  @Override
  public void onError(Cli cli, Namespace arguments, Throwable e) {
    if (e instanceof StatusRuntimeException temporal) {
      err.println(message(temporal.getStatus()));
    } else if (e instanceof UnavailableStoreException
        || e instanceof IllegalArgumentException
        || e instanceof ConfigurationException
        || e instanceof IOException) {
      err.println(e.getMessage());
    } else {
      e.printStackTrace(err);
    }
    exit.accept(NOT_VERIFIED);
  }

  private static String message(Status status) {
    return status.getCode() == Status.Code.INVALID_ARGUMENT
        ? "Temporal does not understand --query: " + status.getDescription()
        : "Temporal does not answer: %s: %s. Are temporal.address and temporal.namespace right?"
            .formatted(status.getCode(), status.getDescription());
  }

  /** Whatever the service itself logs to: standard output is for the results. */
  private static void logToStandardError(Bootstrap<WorkerConfiguration> bootstrap) {
    ConsoleAppenderFactory<ILoggingEvent> console = new ConsoleAppenderFactory<>();
    console.setTarget(ConsoleAppenderFactory.ConsoleStream.STDERR);
    DefaultLoggingFactory logging = new DefaultLoggingFactory();
    logging.setLevel("WARN");
    logging.setAppenders(List.of(console));
    logging.configure(bootstrap.getMetricRegistry(), bootstrap.getApplication().getName());
  }
}
