package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.activities.SmtpSettings.Tls;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmtpSettingsTest {

  private final ObjectMapper json = JacksonJsonPayloadConverter.newDefaultObjectMapper();

  @Test
  void settings_withNothingSet_areTheDefaults() throws JsonProcessingException {
    SmtpSettings settings = json.readValue("{}", SmtpSettings.class);

    assertThat(settings).isEqualTo(SmtpSettings.defaults());
    assertThat(settings)
        .isEqualTo(
            new SmtpSettings(
                "localhost",
                1025,
                null,
                null,
                Tls.NONE,
                "throughline@localhost",
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20)));
  }

  @Test
  void settings_withEverythingSet_areRead() throws JsonProcessingException {
    String all =
        """
        {"host": "mail.example.com", "port": 587, "username": "ann", "password": "secret",
         "tls": "STARTTLS", "from": "Ann <ann@example.com>",
         "connectTimeout": "PT1S", "readTimeout": "PT2S", "writeTimeout": "PT0.5S"}
        """;

    assertThat(json.readValue(all, SmtpSettings.class))
        .isEqualTo(
            new SmtpSettings(
                "mail.example.com",
                587,
                "ann",
                "secret",
                Tls.STARTTLS,
                "Ann <ann@example.com>",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMillis(500)));
  }

  @Test
  void settings_inALog_tellNoPassword() throws JsonProcessingException {
    SmtpSettings settings =
        json.readValue("{\"username\": \"ann\", \"password\": \"secret\"}", SmtpSettings.class);

    assertThat(settings.toString())
        .isEqualTo("SmtpSettings[localhost:1025, tls=NONE, from=throughline@localhost]");
  }

  @Test
  void settings_thatCannotWork_areRefused() {
    refused("{\"port\": 0}", "port is 0");
    refused("{\"username\": \"ann\"}", "username and password go together");
    refused("{\"from\": \"nobody\"}", "from is no e-mail address: nobody");
    refused("{\"readTimeout\": \"PT0S\"}", "readTimeout is not positive");
  }

  private void refused(String settings, String message) {
    assertThatThrownBy(() -> json.readValue(settings, SmtpSettings.class))
        .hasMessageContaining(message);
  }
}
