package dev.throughline.api.http;

import static io.dropwizard.testing.ConfigOverride.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.testing.DropwizardTestSupport;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final DropwizardTestSupport<GuardedApplication.Config> app =
      GuardedApplication.with(
          "http: {rateLimit: {requests: 2, period: 60s}}",
          config("server.applicationConnectors[0].useForwardedHeaders", "true"));

  @BeforeEach
  void start() throws Exception {
    app.before();
  }

  @AfterEach
  void stop() {
    app.after();
  }

  @Test
  void addressThatCallsTooOften_isToldWhenToComeBack() throws Exception {
    HttpResponse<String> first = from("192.0.2.1");
    from("192.0.2.1");
    HttpResponse<String> third = from("192.0.2.1");

    assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"default\";q=2;w=60");
    assertThat(first.headers().firstValue("RateLimit")).hasValue("\"default\";r=1;t=30");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.body()).contains("\"retryable\":true");
    assertThat(third.headers().allValues("Retry-After")).hasSize(1);
    assertThat(Integer.parseInt(third.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(25, 30);
  }

  @Test
  void otherAddress_hasALimitOfItsOwn() throws Exception {
    from("192.0.2.1");
    from("192.0.2.1");

    assertThat(from("192.0.2.2").statusCode()).isEqualTo(200);
    assertThat(from("192.0.2.1").statusCode()).isEqualTo(429);
  }

  private HttpResponse<String> from(String address) throws Exception {
    return GuardedApplication.send(
        GuardedApplication.request(app, "/open").header("X-Forwarded-For", address));
  }
}
