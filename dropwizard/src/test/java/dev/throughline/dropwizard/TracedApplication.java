package dev.throughline.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An application with the tracing bundle, that answers at once, later, and not as it should. */
public final class TracedApplication extends Application<TracedApplication.Config> {
  private final TracingBundle<Config> tracing = new TracingBundle<>(Config::tracing);

  @Override
  public void initialize(Bootstrap<Config> bootstrap) {
    bootstrap.addBundle(tracing);
  }

  @Override
  public void run(Config config, Environment environment) {
    environment.jersey().register(new Things());
    environment.jersey().register(new Later());
  }

  public static final class Config extends Configuration {
    @JsonProperty private final TracingFactory tracing = new TracingFactory();

    public Config() {
      EphemeralPorts.use(this);
    }

    TracingFactory tracing() {
      return tracing;
    }
  }

  @Path("/")
  public static final class Things {
    @GET
    @Path("things/{id: [^/]+}")
    public String thing(@PathParam("id") String id) {
      return id;
    }

    @POST
    @Path("things/{id: [^/]+}")
    public void change(@PathParam("id") String id) {}

    @GET
    @Path("context")
    public String context() {
      return Span.current().getSpanContext().getTraceId()
          + " "
          + Span.current().getSpanContext().getSpanId()
          + " "
          + Baggage.current().getEntryValue("tenant");
    }

    @GET
    @Path("health-check")
    public String health() {
      return "ok";
    }

    @GET
    @Path("fail")
    public String fail() {
      throw new IllegalStateException("as the test wants it");
    }
  }

  @Path("/later")
  public static final class Later {
    static final long DELAY_MILLIS = 150;

    @GET
    public void later(@Suspended AsyncResponse response) {
      afterDelay(() -> response.resume("done"));
    }

    @GET
    @Path("fail")
    public void fail(@Suspended AsyncResponse response) {
      afterDelay(() -> response.resume(new IllegalStateException("as the test wants it")));
    }

    private static void afterDelay(Runnable task) {
      CompletableFuture.delayedExecutor(DELAY_MILLIS, TimeUnit.MILLISECONDS).execute(task);
    }
  }
}
