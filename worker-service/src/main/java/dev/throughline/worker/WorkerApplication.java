package dev.throughline.worker;

import dev.throughline.activities.CsvReportActivities;
import dev.throughline.activities.SmtpEmailActivities;
import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.imports.CsvImportActivities;
import dev.throughline.activities.orders.HttpWebhookActivities;
import dev.throughline.activities.orders.SqlPaymentActivities;
import dev.throughline.activities.orders.SqlShipmentActivities;
import dev.throughline.activities.orders.SqlStockActivities;
import dev.throughline.activities.sql.Database;
import dev.throughline.dropwizard.EnvironmentOverrides;
import dev.throughline.dropwizard.ManagedWorkers;
import dev.throughline.dropwizard.TemporalBundle;
import dev.throughline.dropwizard.TracingBundle;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Workflows;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Map;
import net.sourceforge.argparse4j.inf.ArgumentParserException;
import org.eclipse.jetty.util.component.ContainerLifeCycle;

/** The worker service: {@code java -jar worker-service.jar server FILE.yml}. */
public final class WorkerApplication extends Application<WorkerConfiguration> {
  /** Long enough to hand in a result across a restart of the Temporal service. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** By default a heartbeat may be held back for most of its time-out, and its details with it. */
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofMillis(500);

  private final EnvironmentOverrides overrides;
  private final TracingBundle<WorkerConfiguration> tracing =
      new TracingBundle<>(WorkerConfiguration::tracing);
  private final TemporalBundle<WorkerConfiguration> temporal =
      new TemporalBundle<>(WorkerConfiguration::temporal, tracing, PATIENCE);

  /**
   * The application.
   *
   * @param environment variables that win over the configuration file
   */
  public WorkerApplication(Map<String, String> environment) {
    this.overrides = overrides(environment);
  }

  static EnvironmentOverrides overrides(Map<String, String> environment) {
    return EnvironmentOverrides.standard(environment)
        .value("THROUGHLINE_TASK_QUEUE", "/taskQueue")
        .value("THROUGHLINE_FILES_DIR", "/filesDirectory")
        .value("THROUGHLINE_RECORDER_ENABLED", "/recorder/enabled")
        .value("TEMPORAL_DEPLOYMENT_NAME", "/deployment/name")
        .value("TEMPORAL_WORKER_BUILD_ID", "/deployment/buildId")
        .value("DATABASE_URL", "/database/url")
        .value("DATABASE_USER", "/database/user")
        .value("DATABASE_PASSWORD", "/database/password")
        .value("SMTP_HOST", "/smtp/host")
        .value("SMTP_PORT", "/smtp/port")
        .port("WORKER_ADMIN_PORT", "/server/adminConnectors/0");
  }

  public static void main(String[] args) throws Exception {
    new WorkerApplication(System.getenv()).run(args);
  }

  @Override
  public String getName() {
    return "worker-service";
  }

  @Override
  public void initialize(Bootstrap<WorkerConfiguration> bootstrap) {
    bootstrap.setConfigurationFactoryFactory(overrides.factory());
    bootstrap.addBundle(tracing);
    bootstrap.addBundle(temporal);
    bootstrap.addCommand(new VerifyCommand(this::verifyParts));
  }

  /** A verification has no server, so what the bundles make is started and stopped with it. */
  private VerifyParts verifyParts(WorkerConfiguration config, boolean repair) throws Exception {
    if (!repair) {
      config.tracing().disableJournal();
    }
    Environment environment = new Environment(getName());
    tracing.run(config, environment);
    temporal.run(config, environment);
    ContainerLifeCycle parts = new ContainerLifeCycle();
    environment.lifecycle().getManagedObjects().forEach(parts::addBean);
    parts.start();
    return new VerifyParts(
        temporal.client().getWorkflowServiceStubs(),
        config.temporal().getNamespace(),
        tracing.tracing()::samples,
        config.recorder().foreignRuns(),
        tracing.spanDestination(),
        tracing.isExporting(),
        !tracing.isExporting() || config.tracing().retainsJournal(),
        config.tracing().journalDirectory(),
        parts::stop);
  }

  /** What the command line has wrong is no result of a verification. */
  @Override
  protected void onFatalError(Throwable t) {
    System.exit(t instanceof ArgumentParserException ? 2 : 1);
  }

  @Override
  public void run(WorkerConfiguration config, Environment environment) {
    environment.jersey().disable();
    WorkerFactory factory = WorkerFactory.newInstance(temporal.client());
    Worker worker =
        factory.newWorker(
            config.taskQueue(),
            config
                .deployment()
                .applyTo(WorkerOptions.newBuilder())
                .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .build());
    Workflows.register(worker);
    FileStore files = new FileStore(config.filesDirectory());
    OpenTelemetry openTelemetry = tracing.tracing().openTelemetry();
    Database database = Database.open(config.database(), openTelemetry);
    OutboundHttp http = new OutboundHttp(config.webhooks(), openTelemetry);
    worker.registerActivitiesImplementations(
        new SmtpEmailActivities(config.smtp(), files, openTelemetry),
        new CsvReportActivities(files),
        new SqlStockActivities(database),
        new SqlPaymentActivities(database),
        new SqlShipmentActivities(database),
        new HttpWebhookActivities(http),
        new CsvImportActivities(database, files, http));

    ManagedWorkers workers = new ManagedWorkers(factory, config.drain());
    config
        .recorder()
        .build(environment, temporal.client(), tracing.tracing(), tracing.spanDestination());
    // Stopped in reverse order: the workers first.
    environment.lifecycle().manage(new AutoCloseableManager(database));
    environment.lifecycle().manage(workers);
    environment.healthChecks().register("workers", workers);
    environment.healthChecks().register("database", new DatabaseHealth(database));
  }
}
