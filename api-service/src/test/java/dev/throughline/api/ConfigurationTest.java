package dev.throughline.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.auth.AuthFactory;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @Test
  void shippedFile_saysTheDefaults(@TempDir Path directory) throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.yml"), "{}");
    ApiConfiguration shipped = read(Path.of("config.yml"), Map.of());
    ApiConfiguration defaults = read(empty, Map.of());

    assertThat(shipped.taskQueue()).isEqualTo(defaults.taskQueue());
    assertThat(shipped.temporal()).usingRecursiveComparison().isEqualTo(defaults.temporal());
    assertThat(shipped.http()).usingRecursiveComparison().isEqualTo(defaults.http());
    assertThat(shipped.auth()).isNull();
    assertThat(shipped.tracing())
        .usingRecursiveComparison()
        .ignoringFields("serviceName")
        .isEqualTo(defaults.tracing());
  }

  @Test
  void blocksThatAreComments_sayTheDefaults(@TempDir Path directory) throws Exception {
    String shipped = Files.readString(Path.of("config.yml"));
    String http = uncommented(shipped, "http:\n", "events:");
    String least = "http: {cors: {allowedOrigins: ['https://app.example.org']}, rateLimit: {}}";

    assertThat(read(Files.writeString(directory.resolve("a.yml"), http), Map.of()).http())
        .usingRecursiveComparison()
        .isEqualTo(read(Files.writeString(directory.resolve("b.yml"), least), Map.of()).http());
  }

  @Test
  void authBlocksThatAreComments_sayTheDefaults(@TempDir Path directory) throws Exception {
    String shipped = Files.readString(Path.of("config.yml"));
    String basic = uncommented(shipped, "# auth:\n#   type: basic", "# auth:\n#   type: jwt");
    String jwt = uncommented(shipped, "# auth:\n#   type: jwt", "http:\n");
    String hash = "passwordHash: of-ann";
    String leastBasic = "auth: {type: basic, users: [{name: ann, " + hash + ", role: operate}]}";
    String leastJwt =
        "auth: {type: jwt, jwks: 'https://idp.example.org/jwks.json',"
            + " issuer: 'https://idp.example.org', audience: [throughline]}";

    assertThat(auth(directory, basic.replace("passwordHash:", hash)))
        .usingRecursiveComparison()
        .isEqualTo(auth(directory, leastBasic));
    assertThat(auth(directory, jwt))
        .usingRecursiveComparison()
        .isEqualTo(auth(directory, leastJwt));
  }

  private static @Nullable AuthFactory auth(Path directory, String yaml) throws Exception {
    return read(Files.writeString(directory.resolve("auth.yml"), yaml), Map.of()).auth();
  }

  /** A part of the file, with the lines that are comments as they are meant to be used. */
  private static String uncommented(String file, String from, String to) {
    String part = file.substring(file.indexOf(from), file.indexOf(to));
    return part.replaceAll("(?m)^( *)# (?= *[A-Za-z]+:( |$)| *- )", "$1");
  }

  @Test
  void environment_winsOverTheShippedFile() throws Exception {
    ApiConfiguration config =
        read(
            Path.of("config.yml"),
            Map.of("THROUGHLINE_TASK_QUEUE", "other", "TEMPORAL_NAMESPACE", "production"));

    assertThat(config.taskQueue()).isEqualTo("other");
    assertThat(config.temporal().getNamespace()).isEqualTo("production");
  }

  private static ApiConfiguration read(Path file, Map<String, String> environment)
      throws Exception {
    ApiApplication application = new ApiApplication(environment);
    Bootstrap<ApiConfiguration> bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    return bootstrap
        .getConfigurationFactoryFactory()
        .create(ApiConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
        .build(new FileConfigurationSourceProvider(), file.toString());
  }
}
