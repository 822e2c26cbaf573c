package dev.throughline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    assertThat(shipped.tracing())
        .usingRecursiveComparison()
        .ignoringFields("serviceName")
        .isEqualTo(defaults.tracing());
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
