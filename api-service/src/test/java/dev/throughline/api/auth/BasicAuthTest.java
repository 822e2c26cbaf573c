package dev.throughline.api.auth;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.api.http.GuardedApplication;
import io.dropwizard.testing.DropwizardTestSupport;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicAuthTest {
  private static final AtomicInteger callers = new AtomicInteger();
  private static final String HASH = PasswordHash.of("pässword:1".toCharArray()).encoded();

  private static final DropwizardTestSupport<GuardedApplication.Config> APP =
      GuardedApplication.with(
          withUser(HASH, "start"),
          config("server.applicationConnectors[0].useForwardedHeaders", "true"));

  @BeforeAll
  static void start() throws Exception {
    APP.before();
  }

  @AfterAll
  static void stop() {
    APP.after();
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "GET,     /open,      200",
    "GET,     /read,      200",
    "GET,     /operate,   403",
    "GET,     /forgotten, 403",
    "GET,     /nothing,   404",
    "OPTIONS, /read,      200",
  })
  void ann_mayWhatHerRoleIncludes(String method, String path, int status) throws Exception {
    HttpResponse<String> answer =
        send(request(path, "ann:pässword:1").method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(answer.body()).contains("role");
    }
  }

  @Test
  void caller_isKnownToTheResource() throws Exception {
    assertThat(send(request("/read", "ann:pässword:1")).body()).isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann:wrong", "bob:pässword:1", "ann", ":", ""})
  void otherCredentials_areChallenged(String credentials) throws Exception {
    assertChallenged(send(request("/read", credentials)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic %%%", "Basic", "Bearer abc", "Basicabc"})
  void brokenHeader_isChallenged(String header) throws Exception {
    assertChallenged(send(request("/read", "").setHeader("Authorization", header)));
  }

  @Test
  void noCredentials_areChallenged_withoutReadingTheBody() throws Exception {
    assertChallenged(
        send(
            GuardedApplication.request(APP, "/json")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("not json"))));
  }

  @Test
  void addressThatFailsTooOften_hasToWait_butNotWhoIsKnown() throws Exception {
    send(from("192.0.2.1", "ann:pässword:1"));
    send(from("192.0.2.1", "ann:1"));
    send(from("192.0.2.1", "bob:2"));

    HttpResponse<String> third = send(from("192.0.2.1", "ann:3"));
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(third.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(20, 30);
    assertThat(send(from("192.0.2.1", "ann:pässword:1")).statusCode()).isEqualTo(200);
    assertThat(send(from("192.0.2.9", "ann:4")).statusCode()).isEqualTo(401);
  }

  @Test
  void passwordInsteadOfItsHash_isRefusedAtTheStart_andNotRepeated() {
    assertThatThrownBy(() -> GuardedApplication.with(withUser("hunter2", "read")).before())
        .hasStackTraceContaining("hash-password")
        .satisfies(
            thrown ->
                assertThat(thrown.getMessage() + thrown.getCause()).doesNotContain("hunter2"));
  }

  @Test
  void unknownRole_isRefusedAtTheStart() {
    assertThatThrownBy(() -> GuardedApplication.with(withUser(HASH, "owner")).before())
        .hasStackTraceContaining("must be read, start, operate or admin");
  }

  @Test
  void credentials_areInNoText() {
    assertThat(new Presented("c2VjcmV0", "192.0.2.1").toString()).doesNotContain("c2VjcmV0");
  }

  private static String withUser(String passwordHash, String role) {
    return """
        auth:
          type: basic
          failuresPerMinute: 2
          users: [{name: ann, passwordHash: '%s', role: %s}]
        """
        .formatted(passwordHash, role);
  }

  private static void assertChallenged(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .containsExactly("Basic realm=\"throughline\", charset=\"UTF-8\"");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  private static HttpRequest.Builder from(String address, String credentials) {
    return request("/read", credentials).setHeader("X-Forwarded-For", address);
  }

  private static HttpRequest.Builder request(String path, String credentials) {
    return GuardedApplication.request(APP, path)
        // Each from elsewhere, so that failures do not add up.
        .header("X-Forwarded-For", "198.51.100." + callers.incrementAndGet())
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return GuardedApplication.send(request);
  }
}
