package dev.throughline.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.throughline.api.docs.DocsResource;
import dev.throughline.api.docs.OpenApiDocument;
import dev.throughline.api.problem.ProblemBundle;
import dev.throughline.api.run.WorkflowResource;
import dev.throughline.api.run.WorkflowViews;
import dev.throughline.api.start.EmailResource;
import dev.throughline.api.start.ReportResource;
import dev.throughline.api.start.StartResource;
import dev.throughline.api.start.Starts;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.api.types.WorkflowTypesResource;
import dev.throughline.dropwizard.EnvironmentOverrides;
import dev.throughline.dropwizard.TemporalBundle;
import dev.throughline.dropwizard.TracingBundle;
import dev.throughline.workflows.EmailWorkflow;
import dev.throughline.workflows.ReportWorkflow;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The API service: {@code java -jar api-service.jar server FILE.yml}. */
public final class ApiApplication extends Application<ApiConfiguration> {
  /** How long a request waits for a Temporal service that cannot be reached. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EnvironmentOverrides overrides;
  private final TracingBundle<ApiConfiguration> tracing =
      new TracingBundle<>(ApiConfiguration::tracing);
  private final TemporalBundle<ApiConfiguration> temporal =
      new TemporalBundle<>(ApiConfiguration::temporal, tracing, PATIENCE);

  /**
   * The application.
   *
   * @param environment variables that win over the configuration file
   */
  public ApiApplication(Map<String, String> environment) {
    this.overrides =
        EnvironmentOverrides.standard(environment)
            .value("THROUGHLINE_TASK_QUEUE", "/taskQueue")
            .port("API_PORT", "/server/applicationConnectors/0")
            .port("API_ADMIN_PORT", "/server/adminConnectors/0");
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
    bootstrap.addBundle(tracing);
    bootstrap.addBundle(temporal);
  }

  @Override
  public void run(ApiConfiguration config, Environment environment) {
    environment
        .getObjectMapper()
        // A misspelt field is a mistake to hear about, not to guess at.
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    WorkflowClient client = temporal.client();
    TemporalService service = new TemporalService(client);
    Links links = new Links(config.temporal().getNamespace(), config.temporal().getUiUrl());
    WorkflowTypes types = WorkflowTypes.of(List.of(EmailWorkflow.class, ReportWorkflow.class));
    Starts starts = new Starts(service, config.taskQueue(), links, config.idempotencyKeyRequired());
    environment.jersey().register(new EmailResource(starts));
    environment.jersey().register(new ReportResource(starts, types));
    environment.jersey().register(new StartResource(starts, types));
    environment.jersey().register(new WorkflowTypesResource(types));
    environment.jersey().register(new DocsResource(OpenApiDocument.of(types, Starts.bodies())));
    environment.jersey().register(new WorkflowResource(new WorkflowViews(service, links)));
  }
}
