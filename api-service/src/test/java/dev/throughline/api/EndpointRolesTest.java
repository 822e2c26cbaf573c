package dev.throughline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.auth.AccessTable;
import io.dropwizard.core.Application;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what, of the real service with users of every role. */
class EndpointRolesTest {
  private static final String ORIGIN = "https://app.example.org";

  private static final String ENDPOINTS =
      """
      GET /docs -> public
      GET /docs/{file} -> public
      GET /openapi.yaml -> public
      GET /workflow-types -> read
      GET /workflow-types/{type} -> read
      POST /send-email -> start
      POST /reports -> start
      POST /orders -> start
      POST /imports -> start
      POST /workflows -> start
      GET /workflows -> read
      GET /workflows/count -> read
      GET /workflows/{workflowId} -> read
      GET /workflows/{workflowId}/result -> read
      GET /workflows/{workflowId}/history -> read
      GET /workflows/{workflowId}/events -> read
      POST /workflows/{workflowId}/queries/{name} -> read
      POST /workflows/{workflowId}/signals/{name} -> operate
      POST /workflows/{workflowId}/updates/{name} -> operate
      GET /workflows/{workflowId}/updates/{name}/{updateId} -> read
      POST /workflows/{workflowId}/cancel -> operate
      POST /workflows/{workflowId}/terminate -> operate
      POST /workflows/{workflowId}/pause -> operate
      POST /workflows/{workflowId}/unpause -> operate
      POST /workflows/{workflowId}/reset -> operate
      POST /signal-with-start -> operate
      POST /update-with-start -> operate
      POST /workflows:batch -> admin
      GET /batches -> admin
      GET /batches/{jobId} -> admin
      POST /batches/{jobId}/stop -> admin
      GET /schedules -> read
      POST /schedules -> operate
      GET /schedules/{scheduleId} -> read
      PUT /schedules/{scheduleId} -> operate
      DELETE /schedules/{scheduleId} -> operate
      POST /schedules/{scheduleId}/trigger -> operate
      POST /schedules/{scheduleId}/pause -> operate
      POST /schedules/{scheduleId}/unpause -> operate
      POST /schedules/{scheduleId}/backfill -> operate
      """;

  /** The hash is of "secret", with a single iteration. */
  private static final String BLOCKS =
      """
      auth:
        type: basic
        users:
          - {name: reader, passwordHash: '%1$s', role: read}
          - {name: starter, passwordHash: '%1$s', role: start}
          - {name: operator, passwordHash: '%1$s', role: operate}
          - {name: administrator, passwordHash: '%1$s', role: admin}
      http: {cors: {allowedOrigins: ['https://app.example.org']}}
      tracing: {journal: {enabled: false}}
      """
          .formatted(
              "pbkdf2-sha512:1:MDEyMzQ1Njc4OWFiY2RlZg==:I8S4XzpTUI5OjNFX0ShCWKEDxBL+NnmoISpyV56bFk8=");

  private static final DropwizardTestSupport<ApiConfiguration> SERVICE =
      new DropwizardTestSupport<>(
          ApiApplication.class,
          BLOCKS,
          blocks -> new ByteArrayInputStream(blocks.getBytes(UTF_8))) {
        @Override
        public Application<ApiConfiguration> newApplication() {
          return new ApiApplication(
              Map.of("API_PORT", "0", "API_ADMIN_PORT", "0", "TEMPORAL_ADDRESS", "127.0.0.1:1"));
        }
      };

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    SERVICE.before();
  }

  @AfterAll
  static void stop() {
    SERVICE.after();
  }

  @Test
  void everyEndpoint_hasTheRoleOfTheTable() {
    Map<String, String> table =
        AccessTable.of(SERVICE.getEnvironment().jersey().getResourceConfig());

    assertThat(
            table.entrySet().stream().map(row -> row.getKey() + " -> " + row.getValue()).toList())
        .containsExactlyInAnyOrderElementsOf(ENDPOINTS.lines().toList());
  }

  @ParameterizedTest(name = "{0} {1}: {2} may, {3} may not")
  @CsvSource({
    "GET,    /workflow-types,         reader,        ",
    "POST,   /workflows,              starter,       reader",
    "POST,   /workflows/w/signals/s,  operator,      starter",
    "POST,   /workflows/w/terminate,  operator,      starter",
    "POST,   /workflows:batch,        administrator, operator",
    "DELETE, /schedules/s,            operator,      starter",
  })
  void role_isNeeded_andEnough(String method, String path, String may, @Nullable String mayNot)
      throws Exception {
    assertThat(send(method, path, may).statusCode()).isNotIn(401, 403);
    if (mayNot != null) {
      assertProblem(send(method, path, mayNot), 403);
    }
    HttpResponse<String> anonymous = send(method, path, null);
    assertProblem(anonymous, 401);
    assertThat(anonymous.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Basic ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/swagger-ui.css", "/openapi.yaml"})
  void documents_arePublic(String path) throws Exception {
    assertThat(send("GET", path, null).statusCode()).isEqualTo(200);
  }

  @Test
  void preflight_isAnsweredWithoutAuthentication() throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/workflows")
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "idempotency-key")
                .method("OPTIONS", BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Idempotency-Key");
  }

  @Test
  void refusal_canBeReadByThePage() throws Exception {
    HttpResponse<String> answer =
        http.send(request("/workflows").header("Origin", ORIGIN).build(), BodyHandlers.ofString());

    assertProblem(answer, 401);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location", "Server-Timing", "WWW-Authenticate");
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Server-Timing")).isPresent();
  }

  private HttpResponse<String> send(String method, String path, @Nullable String user)
      throws Exception {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
    if (user != null) {
      byte[] credentials = (user + ":secret").getBytes(UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.getLocalPort() + path));
  }
}
