package dev.throughline.api;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.Application;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real service, with no Temporal behind it: every error is a problem that says what to do. */
class ProblemsTest {
  /** A port that nothing listens on. */
  private static final String NOWHERE = "127.0.0.1:1";

  private static final DropwizardTestSupport<ApiConfiguration> SERVICE =
      new DropwizardTestSupport<>(
          ApiApplication.class,
          "config.yml",
          config("tracing.journal.enabled", "false"),
          config("filesDirectory", "target/problems-test-files")) {
        @Override
        public Application<ApiConfiguration> newApplication() {
          return new ApiApplication(
              Map.of("API_PORT", "0", "API_ADMIN_PORT", "0", "TEMPORAL_ADDRESS", NOWHERE));
        }
      };

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    SERVICE.before();
  }

  @AfterAll
  static void stop() {
    SERVICE.after();
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "GET,    /nothing,         404",
    "DELETE, /send-email,      405",
    "TRACE,  /send-email,      405",
    "GET,    /workflows/%2E%2E/nothing, 400",
    "GET,    /workflows/a%2Fb, 503",
    "GET,    /workflows/any,   503",
  })
  void everyError_isAProblemInATrace(String method, String path, int status) throws Exception {
    JsonNode problem = problem(request(path).method(method, BodyPublishers.noBody()), status);

    assertThat(problem.path("instance").textValue()).isEqualTo(path);
  }

  @Test
  void wrongMethod_isToldTheRightOnes() throws Exception {
    HttpResponse<String> answer =
        http.send(request("/send-email").DELETE().build(), BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("POST");
  }

  @Test
  void brokenHttp_isAProblem() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVICE.getLocalPort())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\nB ad: 1\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }
  }

  @Test
  void unreachableTemporal_isRetryable() throws Exception {
    JsonNode problem =
        problem(post("{\"to\": [\"a@example.org\"], \"subject\": \"s\", \"text\": \"t\"}"), 503);

    assertThat(problem.path("retryable").booleanValue()).isTrue();
    assertThat(problem.path("detail").textValue()).contains("Temporal");
  }

  @Test
  void otherMediaType_isTold() throws Exception {
    JsonNode problem =
        problem(
            request("/send-email")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("hello")),
            415);

    assertThat(problem.path("detail").textValue()).contains("application/json");
  }

  @Test
  void bodyThatIsNotJson_isToldWhere() throws Exception {
    JsonNode problem = problem(post("{\n  \"to\": oops"), 400);

    assertThat(problem.path("detail").textValue()).contains("line 2").doesNotContain("oops");
  }

  @Test
  void unknownField_isAViolation_besideWhatIsMissing() throws Exception {
    JsonNode problem = problem(post("{\"sentAt\": \"now\"}"), 422);

    assertThat(problem.path("violations").findValuesAsText("field"))
        .containsExactly("sentAt", "subject", "text", "to");
  }

  @Test
  void valueOfTheWrongForm_isToldTheField() throws Exception {
    JsonNode problem = problem(post("{\"to\": [\"a@example.org\"], \"sendAt\": \"soon\"}"), 422);

    assertThat(problem.path("violations").findValuesAsText("field")).contains("sendAt");
  }

  @Test
  void missingBody_isAViolation() throws Exception {
    JsonNode problem = problem(post(""), 422);

    assertThat(problem.at("/violations/0/field").textValue()).isEqualTo("body");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "to             | {'to': [], 'subject': 's', 'text': 't'}",
        "to[0]          | {'to': ['nobody'], 'subject': 's', 'text': 't'}",
        "to[1]          | {'to': ['a@example.org', ''], 'subject': 's', 'text': 't'}",
        "subject        | {'to': ['a@example.org'], 'subject': ' ', 'text': 't'}",
        "subject        | {'to': ['a@example.org'], 'subject': 'a\\r\\nBcc: b@example.org', 'text': 't'}",
        "text           | {'to': ['a@example.org'], 'subject': 's'}",
        "delay          | {'to': ['a@example.org'], 'subject': 's', 'text': 't', 'delay': 'PT-1S'}",
        "body           | {'to': ['a@example.org'], 'subject': 's', 'text': 't', 'delay': 'P400D'}",
        "body           | {'to': ['a@example.org'], 'subject': 's', 'text': 't', 'sendAt': '9000-01-01T00:00:00Z'}",
        "body           | {'to': ['a@example.org'], 'subject': 's', 'text': 't', 'delay': 'PT1S', 'sendAt': '2026-01-01T00:00:00Z'}",
      })
  void invalidEmail_namesTheField(String field, String body) throws Exception {
    JsonNode problem = problem(post(body.replace('\'', '"')), 422);

    assertThat(problem.path("violations")).hasSizeGreaterThanOrEqualTo(1);
    assertThat(problem.path("violations").findValuesAsText("field")).contains(field);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rows       | {'rows': 0, 'stepMillis': 1, 'to': 'a@example.org'}",
        "rows       | {'stepMillis': 1, 'to': 'a@example.org'}",
        "stepMillis | {'rows': 1, 'stepMillis': 60001, 'to': 'a@example.org'}",
        "to         | {'rows': 1, 'stepMillis': 1, 'to': 'nobody'}",
      })
  void invalidReport_namesTheField(String field, String body) throws Exception {
    JsonNode problem = problem(post("/reports", body.replace('\'', '"')), 422);

    assertThat(problem.path("violations").findValuesAsText("field")).containsExactly(field);
  }

  @Test
  void durationThatNoProtocolCarries_isAViolation() throws Exception {
    JsonNode problem =
        problem(
            post(
                "/workflows",
                "{\"type\": \"Email\", \"startDelay\": \"P9999999999D\","
                    + " \"input\": {\"to\": [\"a@example.org\"], \"subject\": \"s\", \"text\": \"t\"}}"),
            422);

    assertThat(problem.at("/violations/0/message").textValue()).contains("startDelay");
  }

  @Test
  void thousandsOfViolations_areNotAllTold() throws Exception {
    String to = "\"x\",".repeat(50_000) + "\"x\"";
    JsonNode problem = problem(post("{\"to\": [" + to + "]}"), 422);

    assertThat(problem.path("violations")).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void uploadWhoseStartFailed_keepsItsKey_forItsFileAlone() throws Exception {
    String key = UUID.randomUUID().toString();

    problem(upload("a,b\n1,2\n", key), 503);
    problem(upload("a,b\n1,2\n", key), 503);
    JsonNode other = problem(upload("a,b\n1,3\n", key), 422);

    assertThat(other.path("type").textValue()).endsWith(":idempotency-key-reused");
  }

  @Test
  void uploadWithBadOptions_isNotStored() throws Exception {
    String key = UUID.randomUUID().toString();

    problem(upload("a\n1\n", key, "?maxRejects=-1"), 422);
    problem(upload("a\n2\n", key), 503);
  }

  private static HttpRequest.Builder upload(String csv, String key, String... query) {
    return request("/imports" + String.join("", query))
        .header("Content-Type", "text/csv")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(csv));
  }

  private JsonNode problem(HttpRequest.Builder request, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("status").intValue()).isEqualTo(status);
    assertThat(problem.path("title").textValue()).isNotBlank();
    assertThat(problem.path("traceId").textValue()).hasSize(32);
    return problem;
  }

  private static HttpRequest.Builder post(String body) {
    return post("/send-email", body);
  }

  private static HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.getLocalPort() + path));
  }
}
