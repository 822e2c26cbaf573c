package dev.throughline.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.AuthBundle;
import dev.throughline.api.auth.AuthFactory;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.ProblemBundle;
import dev.throughline.dropwizard.TracingBundle;
import dev.throughline.dropwizard.TracingFactory;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An application with the bundles of this service and resources of every kind. */
public final class GuardedApplication extends Application<GuardedApplication.Config> {
  private static final String SERVER =
      """
      server:
        applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
      tracing: {journal: {enabled: false}}
      """;

  private final HttpBundle<Config> http = new HttpBundle<>(config -> config.http);

  /**
   * On free ports of loopback.
   *
   * @param blocks the blocks {@code http} and {@code auth}, as YAML
   */
  public static DropwizardTestSupport<Config> with(String blocks, ConfigOverride... settings) {
    return new DropwizardTestSupport<>(
        GuardedApplication.class,
        SERVER + blocks,
        yaml -> new ByteArrayInputStream(yaml.getBytes(UTF_8)),
        settings);
  }

  public static HttpRequest.Builder request(DropwizardTestSupport<Config> app, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.getLocalPort() + path));
  }

  public static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public Draining draining() {
    return http.draining();
  }

  @Override
  public void initialize(Bootstrap<Config> bootstrap) {
    bootstrap.addBundle(new ProblemBundle());
    bootstrap.addBundle(new AuthBundle<>(config -> config.auth));
    bootstrap.addBundle(http);
    bootstrap.addBundle(new TracingBundle<>(config -> config.tracing));
  }

  @Override
  public void run(Config config, Environment environment) {
    environment.jersey().register(new Doors());
  }

  public static final class Config extends Configuration {
    @JsonProperty private TracingFactory tracing = new TracingFactory();
    @JsonProperty @Valid private HttpFactory http = new HttpFactory();
    @JsonProperty @Valid private @Nullable AuthFactory auth;
  }

  @Path("/")
  public static final class Doors {
    @GET
    @Path("open")
    @PermitAll
    public String open() {
      return "open";
    }

    @GET
    @Path("forgotten")
    public String forgotten() {
      return "forgotten";
    }

    @GET
    @Path("read")
    @RolesAllowed(Roles.READ)
    public String read(@Context SecurityContext security) {
      Principal principal = security.getUserPrincipal();
      return principal == null ? "nobody" : principal.getName();
    }

    @GET
    @Path("operate")
    @RolesAllowed(Roles.OPERATE)
    public String operate() {
      return "operate";
    }

    /** Answers without a thread, a second later. */
    @GET
    @Path("later")
    @RolesAllowed(Roles.READ)
    public CompletionStage<String> later() {
      return CompletableFuture.supplyAsync(
          () -> "later", CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
    }

    @POST
    @Path("json")
    @RolesAllowed(Roles.START)
    public JsonNode json(JsonNode body) {
      return body;
    }

    @POST
    @Path("upload")
    @LargeBody
    @RolesAllowed(Roles.START)
    public long upload(InputStream body) throws IOException {
      return body.transferTo(OutputStream.nullOutputStream());
    }
  }
}
