package dev.throughline.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.Configuration;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.Valid;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalFactoryTest {
  @Test
  void directoryOfTheEnvironment_winsOverTheFile() throws Exception {
    TracingFactory fromFile = read("directory: elsewhere", Map.of());
    TracingFactory fromBoth =
        read("directory: of the file", Map.of("THROUGHLINE_JOURNAL_DIR", "elsewhere"));

    assertThat(fromBoth).usingRecursiveComparison().isEqualTo(fromFile);
    assertThat(fromFile).usingRecursiveComparison().isNotEqualTo(new TracingFactory());
  }

  @Test
  void defaults_areValid() throws Exception {
    assertThat(read("enabled: true", Map.of()))
        .usingRecursiveComparison()
        .isEqualTo(new TracingFactory());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          directory: ''                         | tracing.journal.directory must not be blank
          sync: sometimes                       | tracing.journal.sync must be one of [never, interval, always]
          sync:                                 | tracing.journal.sync must not be null
          syncInterval: 0s                      | tracing.journal.syncInterval must be greater
          maxSize: 1KiB                         | tracing.journal.maxSize must be greater
          maxSize:                              | tracing.journal.maxSize must not be null
          segmentSize: 1KiB                     | tracing.journal.segmentSize must be between
          segmentSize: 2GiB                     | tracing.journal.segmentSize must be between
          '{maxSize: 1MiB, segmentSize: 2MiB}'  | journal.maxSize is less than four times journal.segmentSize
          retain: 0s                            | tracing.journal.retain must be greater
          exportDelay: soon                     | exportDelay
          maxBatchSpans: 0                      | tracing.journal.maxBatchSpans must be greater
          maxBatchBytes: 4GiB                   | tracing.journal.maxBatchBytes must be between
          stopTimeout: 1m                       | tracing.journal.stopTimeout must be less
          """)
  void settingThatCannotBe_isAConfigurationErrorThatSaysWhich(String block, String message) {
    assertThatThrownBy(() -> read(block, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  private static TracingFactory read(String block, Map<String, String> environment)
      throws Exception {
    String yaml = "tracing:\n  journal:\n    " + block;
    return EnvironmentOverrides.standard(environment)
        .<Config>factory()
        .create(Config.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
        .build(path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test.yml")
        .tracing;
  }

  static final class Config extends Configuration {
    @JsonProperty @Valid private TracingFactory tracing = new TracingFactory();
  }
}
