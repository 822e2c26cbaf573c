package dev.throughline.api;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.api.auth.AccessTable;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large a body may be, of the real service, with no Temporal behind it. */
class EndpointLimitsTest {
  private static final int BODY = 1 << 10;
  private static final int UPLOAD = 1 << 16;

  private static Path files;
  private static DropwizardTestSupport<?> service;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    files = directory;
    service =
        TestedApi.with(
            "127.0.0.1:1",
            config("tracing.journal.enabled", "false"),
            config("filesDirectory", files.toString()),
            config("http.limits.maxBodySize", BODY + "B"),
            config("http.limits.maxUploadSize", UPLOAD + "B"));
    service.before();
  }

  @AfterAll
  static void stop() {
    service.after();
  }

  @Test
  void everyEndpointThatTakesABody_refusesOneThatIsTooLarge() throws Exception {
    List<String> endpoints =
        AccessTable.of(service.getEnvironment().jersey().getResourceConfig()).keySet().stream()
            .filter(endpoint -> endpoint.startsWith("POST ") || endpoint.startsWith("PUT "))
            .toList();
    assertThat(endpoints).contains("POST /workflows", "PUT /schedules/{scheduleId}");

    for (String endpoint : endpoints) {
      String[] parts = endpoint.replaceAll("\\{[^}]*}", "x").split(" ", 2);
      HttpResponse<String> answer = send(parts[0], parts[1], "application/json", text(BODY + 1));
      assertProblem(answer, endpoint, 413);
      // Or a client would send its next request into a connection that is about to be closed.
      assertThat(answer.headers().firstValue("Connection")).hasValue("close");
    }
  }

  @Test
  void upload_mayBeLarger_butNotWithoutEnd() throws Exception {
    HttpResponse<String> taken = send("POST", "/imports", "text/csv", text(BODY + 1));
    assertProblem(taken, "all is well but Temporal is away", 503);
    List<Path> stored = stored();
    assertThat(stored).singleElement().satisfies(file -> assertThat(file).hasSize(BODY + 1));

    assertProblem(send("POST", "/imports", "text/csv", text(UPLOAD + 1)), "known length", 413);
    assertProblem(send("POST", "/imports", "text/csv", chunked(UPLOAD + 1)), "chunked", 413);
    assertThat(stored()).isEqualTo(stored);
    Files.delete(stored.get(0));
  }

  @Test
  void uploadThatIsCut_leavesNothing_andIsABadRequest() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.getLocalPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /imports HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                      + "Content-Length: 100\r\n\r\nid,name")
                  .getBytes(US_ASCII));
      await().until(() -> !stored().isEmpty());
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json");
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void preflight_isAllowedNothing_asCorsIsOff() throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/workflows")
                .header("Origin", "https://app.example.org")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private static List<Path> stored() throws IOException {
    try (Stream<Path> all = Files.list(files)) {
      return all.toList();
    }
  }

  private static void assertProblem(HttpResponse<String> answer, String what, int status) {
    assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  private static BodyPublisher text(int bytes) {
    return BodyPublishers.ofString("x".repeat(bytes));
  }

  private static BodyPublisher chunked(int bytes) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes]));
  }

  private HttpResponse<String> send(
      String method, String path, String mediaType, BodyPublisher body) throws Exception {
    return http.send(
        request(path).header("Content-Type", mediaType).method(method, body).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.getLocalPort() + path));
  }
}
