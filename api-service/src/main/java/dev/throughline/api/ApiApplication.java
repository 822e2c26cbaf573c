package dev.throughline.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.throughline.api.auth.AuthBundle;
import dev.throughline.api.docs.DocsResource;
import dev.throughline.api.docs.OpenApiDocument;
import dev.throughline.api.events.EventsResource;
import dev.throughline.api.events.RunWatches;
import dev.throughline.api.http.HttpBundle;
import dev.throughline.api.operate.BatchResource;
import dev.throughline.api.operate.BatchStartResource;
import dev.throughline.api.operate.LifecycleResource;
import dev.throughline.api.operate.QueryResource;
import dev.throughline.api.operate.ResetResource;
import dev.throughline.api.operate.SignalResource;
import dev.throughline.api.operate.SignalWithStartResource;
import dev.throughline.api.operate.UpdateResource;
import dev.throughline.api.operate.UpdateWithStartResource;
import dev.throughline.api.operate.Updates;
import dev.throughline.api.problem.ProblemBundle;
import dev.throughline.api.run.FreeTextPaths;
import dev.throughline.api.run.HistoryResource;
import dev.throughline.api.run.ResultResource;
import dev.throughline.api.run.WorkflowCountResource;
import dev.throughline.api.run.WorkflowResource;
import dev.throughline.api.run.WorkflowSearch;
import dev.throughline.api.run.WorkflowViews;
import dev.throughline.api.run.WorkflowsResource;
import dev.throughline.api.schedule.ScheduleResource;
import dev.throughline.api.start.EmailResource;
import dev.throughline.api.start.ImportResource;
import dev.throughline.api.start.OrderResource;
import dev.throughline.api.start.ReportResource;
import dev.throughline.api.start.StartResource;
import dev.throughline.api.start.Starts;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.RequestIds;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.api.types.WorkflowTypesResource;
import dev.throughline.dropwizard.EnvironmentOverrides;
import dev.throughline.dropwizard.TemporalBundle;
import dev.throughline.dropwizard.TracingBundle;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Workflows;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** The API service: {@code java -jar api-service.jar server FILE.yml}. */
public final class ApiApplication extends Application<ApiConfiguration> {
  /** How long a request waits for a Temporal service that cannot be reached. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EnvironmentOverrides overrides;
  private final HttpBundle<ApiConfiguration> http = new HttpBundle<>(ApiConfiguration::http);
  private final TracingBundle<ApiConfiguration> tracing =
      new TracingBundle<>(ApiConfiguration::tracing);
  private final TemporalBundle<ApiConfiguration> temporal =
      new TemporalBundle<>(ApiConfiguration::temporal, tracing, PATIENCE).with(new RequestIds());

  /**
   * The application.
   *
   * @param environment variables that win over the configuration file
   */
  public ApiApplication(Map<String, String> environment) {
    this.overrides =
        EnvironmentOverrides.standard(environment)
            .value("THROUGHLINE_TASK_QUEUE", "/taskQueue")
            .value("THROUGHLINE_FILES_DIR", "/filesDirectory")
            .port("API_PORT", "/server/applicationConnectors/0")
            .port("API_ADMIN_PORT", "/server/adminConnectors/0")
            .bindHost("API_BIND_HOST", "/server/applicationConnectors/0")
            .bindHost("API_ADMIN_BIND_HOST", "/server/adminConnectors/0")
            .value("API_AUTH_TYPE", "/auth/type");
  }

  public static void main(String[] args) throws Exception {
    new ApiApplication(System.getenv()).run(args);
  }

  @Override
  public String getName() {
    return "api-service";
  }

  @Override
  public void initialize(Bootstrap<ApiConfiguration> bootstrap) {
    bootstrap.setConfigurationFactoryFactory(overrides.factory());
    bootstrap.addBundle(new ProblemBundle());
    bootstrap.addBundle(new AuthBundle<>(ApiConfiguration::auth));
    bootstrap.addBundle(http);
    bootstrap.addBundle(new FreeTextPaths());
    bootstrap.addBundle(tracing);
    bootstrap.addBundle(temporal);
  }

  @Override
  public void run(ApiConfiguration config, Environment environment) {
    environment
        .getObjectMapper()
        // A misspelt field is a mistake to hear about, not to guess at.
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    TemporalService service = new TemporalService(temporal.client());
    Links links =
        new Links(
            config.temporal().getNamespace(),
            config.temporal().getUiUrl(),
            config.tracing().viewerUrl());
    WorkflowTypes types = WorkflowTypes.of(Workflows.interfaces());
    Starts starts = new Starts(service, config.taskQueue(), links, config.idempotencyKeyRequired());
    Updates updates = new Updates(service, links);
    ObjectMapper json = environment.getObjectMapper();
    RunWatches watches = new RunWatches(service, json, config.events());
    http.draining().onDraining(watches::drain);
    environment.lifecycle().manage(new AutoCloseableManager(watches));

    WorkflowSearch search = new WorkflowSearch(service, links);
    Stream.of(
            new EmailResource(starts),
            new ReportResource(starts, types),
            new OrderResource(starts, types),
            new ImportResource(starts, types, new FileStore(config.filesDirectory())),
            new StartResource(starts, types),
            new SignalWithStartResource(service, types, starts),
            new UpdateWithStartResource(types, starts, updates),
            new WorkflowTypesResource(types),
            new WorkflowsResource(search),
            new WorkflowCountResource(search),
            new WorkflowResource(new WorkflowViews(service, links)),
            new ResultResource(service, links),
            new HistoryResource(service),
            new EventsResource(service, watches),
            new SignalResource(service, types, links),
            new QueryResource(service, types),
            new UpdateResource(service, types, updates),
            new LifecycleResource(service, links),
            new ResetResource(service, links, json),
            new BatchStartResource(service, types, json),
            new BatchResource(service, types),
            new ScheduleResource(service, types, config.taskQueue(), links, json),
            new DocsResource(OpenApiDocument.of(types, bodies())))
        .forEach(environment.jersey()::register);
  }

  /** The schemas of bodies that are no workflow's input alone, by name. */
  private static Map<String, InputSchema> bodies() {
    return Map.of(
        "SendEmail", EmailResource.SCHEMA,
        "StartWorkflow", StartResource.SCHEMA,
        "SignalWithStart", SignalWithStartResource.SCHEMA,
        "UpdateWithStart", UpdateWithStartResource.SCHEMA);
  }
}
