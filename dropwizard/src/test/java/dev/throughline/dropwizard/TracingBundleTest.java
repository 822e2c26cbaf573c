package dev.throughline.dropwizard;

import static io.dropwizard.testing.ConfigOverride.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.testing.DropwizardTestSupport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingBundleTest {
  private final Path directory;

  TracingBundleTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void journal_isAHealthCheck_andHealthyFromTheStart() throws Exception {
    HttpResponse<String> health = healthOf("true");

    assertThat(health.body()).contains("\"span-journal\":{\"healthy\":true");
    assertThat(health.statusCode()).isEqualTo(200);
  }

  @Test
  void disabledJournal_isNoHealthCheck() throws Exception {
    HttpResponse<String> health = healthOf("false");

    assertThat(health.body()).doesNotContain("span-journal");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(directory).isEmptyDirectory();
  }

  private HttpResponse<String> healthOf(String enabled) throws Exception {
    DropwizardTestSupport<TracedApplication.Config> app =
        new DropwizardTestSupport<>(
            TracedApplication.class,
            (String) null,
            config("tracing.journal.directory", directory.toString()),
            config("tracing.journal.enabled", enabled));
    app.before();
    try {
      URI health = URI.create("http://127.0.0.1:" + app.getAdminPort() + "/healthcheck");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
    } finally {
      app.after();
    }
  }
}
