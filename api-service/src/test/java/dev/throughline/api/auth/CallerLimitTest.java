package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.http.GuardedApplication;
import io.dropwizard.testing.DropwizardTestSupport;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two requests for each caller, all from one address. */
class CallerLimitTest {
  /** Of "secret", with a single iteration. */
  private static final String HASH =
      "pbkdf2-sha512:1:MDEyMzQ1Njc4OWFiY2RlZg==:I8S4XzpTUI5OjNFX0ShCWKEDxBL+NnmoISpyV56bFk8=";

  private final DropwizardTestSupport<GuardedApplication.Config> app =
      GuardedApplication.with(
          """
          http: {rateLimit: {requests: 2, period: 60s}}
          auth:
            type: basic
            users:
              - {name: ann, passwordHash: '%1$s', role: read}
              - {name: bob, passwordHash: '%1$s', role: read}
          """
              .formatted(HASH));

  @BeforeEach
  void start() throws Exception {
    app.before();
  }

  @AfterEach
  void stop() {
    app.after();
  }

  @Test
  void users_haveALimitEach_alsoFromOneAddress() throws Exception {
    assertThat(status(as("ann:secret", "/read"))).isEqualTo(200);
    assertThat(status(as("ann:secret", "/operate"))).isEqualTo(403);
    assertThat(status(as("ann:secret", "/read"))).isEqualTo(429);

    assertThat(status(as("bob:secret", "/read"))).isEqualTo(200);
    assertThat(status(anonymous("/open"))).isEqualTo(200);
  }

  @Test
  void refusedCredentials_countForTheAddress_andNotForTheUserTheyName() throws Exception {
    assertThat(status(as("ann:wrong", "/read"))).isEqualTo(401);
    assertThat(status(as("ann:guess", "/read"))).isEqualTo(401);
    HttpResponse<String> third = GuardedApplication.send(as("nobody:x", "/read"));

    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(third.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(status(as("ann:secret", "/read"))).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GET,    /open,    200",
    "GET,    /read,    401",
    "GET,    /nothing, 404",
    "DELETE, /open,    405",
  })
  void everyAnonymousRequest_counts(String method, String path, int status) throws Exception {
    HttpRequest.Builder request = anonymous(path).method(method, BodyPublishers.noBody());

    assertThat(status(request)).isEqualTo(status);
    assertThat(status(request)).isEqualTo(status);
    assertThat(status(request)).isEqualTo(429);
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return GuardedApplication.send(request).statusCode();
  }

  private HttpRequest.Builder anonymous(String path) {
    return GuardedApplication.request(app, path);
  }

  private HttpRequest.Builder as(String credentials, String path) {
    return anonymous(path)
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
  }
}
