package dev.throughline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.activities.sql.DatabaseSettings;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
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
    WorkerConfiguration shipped = read(Path.of("config.yml"), Map.of());
    WorkerConfiguration defaults = read(empty, Map.of());

    assertThat(shipped.smtp()).isEqualTo(defaults.smtp());
    assertThat(shipped.database()).isEqualTo(defaults.database());
    assertThat(shipped.webhooks()).isEqualTo(defaults.webhooks());
    assertThat(shipped.taskQueue()).isEqualTo(defaults.taskQueue());
    assertThat(shipped.filesDirectory()).isEqualTo(defaults.filesDirectory());
    assertThat(shipped.drain()).isEqualTo(defaults.drain());
    assertThat(shipped.temporal()).usingRecursiveComparison().isEqualTo(defaults.temporal());
    assertThat(shipped.tracing())
        .usingRecursiveComparison()
        .ignoringFields("serviceName")
        .isEqualTo(defaults.tracing());
  }

  @Test
  void environment_winsOverTheShippedFile() throws Exception {
    WorkerConfiguration config =
        read(
            Path.of("config.yml"),
            Map.of(
                "SMTP_HOST", "mail.example.org",
                "SMTP_PORT", "25",
                "DATABASE_URL", "jdbc:postgresql://db.example.org/jobs",
                "DATABASE_USER", "ann",
                "DATABASE_PASSWORD", "secret",
                "THROUGHLINE_TASK_QUEUE", "other",
                "TEMPORAL_NAMESPACE", "production"));

    assertThat(config.smtp().host()).isEqualTo("mail.example.org");
    assertThat(config.smtp().port()).isEqualTo(25);
    assertThat(config.database())
        .isEqualTo(
            new DatabaseSettings("jdbc:postgresql://db.example.org/jobs", "ann", "secret", 10));
    assertThat(config.taskQueue()).isEqualTo("other");
    assertThat(config.temporal().getNamespace()).isEqualTo("production");
  }

  @Test
  void portThatIsNone_isAConfigurationErrorThatSaysSo() {
    assertThatThrownBy(() -> read(Path.of("config.yml"), Map.of("SMTP_PORT", "70000")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("70000");
  }

  @Test
  void deploymentNameWithoutBuildId_isAConfigurationErrorThatSaysSo() {
    assertThatThrownBy(
            () -> read(Path.of("config.yml"), Map.of("TEMPORAL_DEPLOYMENT_NAME", "workers")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("name and buildId go together");
  }

  private static WorkerConfiguration read(Path file, Map<String, String> environment)
      throws Exception {
    return WorkerApplication.overrides(environment)
        .<WorkerConfiguration>factory()
        .create(
            WorkerConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
        .build(new FileConfigurationSourceProvider(), file.toString());
  }
}
