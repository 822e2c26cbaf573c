package dev.throughline.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.testing.DropwizardTestSupport;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {
  private static final String ALLOWED = "https://app.example.org";

  private static final DropwizardTestSupport<GuardedApplication.Config> APP =
      GuardedApplication.with(
          """
          http: {cors: {allowedOrigins: ['%s']}}
          auth:
            type: jwt
            jwks: https://idp.example.org/jwks.json
            issuer: https://idp.example.org
            audience: [throughline]
          """
              .formatted(ALLOWED));

  @BeforeAll
  static void start() throws Exception {
    APP.before();
  }

  @AfterAll
  static void stop() {
    APP.after();
  }

  @Test
  void preflight_isAnsweredWithoutAuthentication() throws Exception {
    HttpResponse<String> answer = preflight(ALLOWED);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ALLOWED);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("DELETE");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Idempotency-Key");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).hasValue("3600");
  }

  @Test
  void otherOrigin_isAllowedNothing() throws Exception {
    assertThat(preflight("https://app.example.org.evil.example").headers().map())
        .doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void answer_letsThePageReadItsHeaders() throws Exception {
    HttpResponse<String> answer =
        GuardedApplication.send(GuardedApplication.request(APP, "/read").header("Origin", ALLOWED));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ALLOWED);
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location", "Retry-After", "Server-Timing");
  }

  @Test
  void withoutTheBlock_noOriginIsAllowed() throws Exception {
    DropwizardTestSupport<GuardedApplication.Config> closed = GuardedApplication.with("");
    closed.before();
    try {
      HttpResponse<String> answer =
          GuardedApplication.send(
              GuardedApplication.request(closed, "/read").header("Origin", ALLOWED));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    } finally {
      closed.after();
    }
  }

  @Test
  void credentialsForAnyOrigin_areRefusedAtTheStart() {
    assertThatThrownBy(
            () ->
                GuardedApplication.with(
                        "http: {cors: {allowedOrigins: ['*'], allowCredentials: true}}")
                    .before())
        .hasStackTraceContaining("any page could act for a user");
  }

  private static HttpResponse<String> preflight(String origin) throws Exception {
    return GuardedApplication.send(
        GuardedApplication.request(APP, "/json")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .method("OPTIONS", BodyPublishers.noBody()));
  }
}
