package dev.throughline.api.http;

import static io.dropwizard.testing.ConfigOverride.config;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final DropwizardTestSupport<GuardedApplication.Config> APP =
      GuardedApplication.with(
          "http: {limits: {maxBodySize: 1KiB, maxUploadSize: 64KiB}}",
          config("server.applicationConnectors[0].idleTimeout", "500ms"),
          config("server.applicationConnectors[0].maxRequestHeaderSize", "4KiB"));

  @BeforeAll
  static void start() throws Exception {
    APP.before();
  }

  @AfterAll
  static void stop() {
    APP.after();
  }

  @Test
  void bodyOfTheLimit_isTaken() throws Exception {
    assertThat(post("/json", BodyPublishers.ofString(text(1022))).statusCode()).isEqualTo(200);
  }

  @Test
  void bodyAboveTheLimit_isRefused() throws Exception {
    assertProblem(post("/json", BodyPublishers.ofString(text(1023))), 413);
  }

  @Test
  void bodyOfUnknownLength_isRefusedWhenItHasComeThatFar() throws Exception {
    assertProblem(post("/json", chunked(1023)), 413);
  }

  @Test
  void upload_hasALimitOfItsOwn() throws Exception {
    assertThat(post("/upload", chunked(65534)).body()).isEqualTo("65536");
    assertProblem(post("/upload", chunked(65535)), 413);
  }

  @Test
  void jsonThatIsNestedTooDeep_isABadRequest() throws Exception {
    String body =
        assertProblem(
            post("/json", BodyPublishers.ofString("[".repeat(101) + "]".repeat(101))), 400);

    assertThat(body).contains("nested too deep").doesNotContain("StreamReadConstraints");
  }

  @Test
  void jsonNumberThatIsTooLong_isABadRequest() throws Exception {
    assertProblem(post("/json", BodyPublishers.ofString("1".repeat(101))), 400);
  }

  @Test
  void headerThatIsTooLarge_isAProblem() throws Exception {
    assertProblem(
        GuardedApplication.send(
            GuardedApplication.request(APP, "/open").header("X-Long", "x".repeat(5000))),
        431);
  }

  @Test
  void uriThatIsTooLong_isAProblem() throws Exception {
    assertProblem(
        GuardedApplication.send(GuardedApplication.request(APP, "/open?" + "x".repeat(5000))), 414);
  }

  @Test
  void callerThatStopsSending_isNotWaitedFor() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), APP.getLocalPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 10\r\n\r\n[1")
                  .getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json");
    }
  }

  @Test
  void answerThatTakesLongerThanTheIdleTimeOut_isNotCut() throws Exception {
    HttpResponse<String> answer =
        GuardedApplication.send(GuardedApplication.request(APP, "/later"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("later");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n[1\r\n",
        "Content-Length: 10\r\n\r\n[1",
      })
  void bodyThatEndsEarly_orIsBroken_isABadRequest(String rest) throws Exception {
    for (String path : List.of("/json", "/upload")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), APP.getLocalPort())) {
        socket
            .getOutputStream()
            .write(
                ("POST "
                        + path
                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + rest)
                    .getBytes(US_ASCII));
        socket.shutdownOutput();

        String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
      }
    }
  }

  private static String assertProblem(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Server-Timing")).isPresent();
    assertThat(new ObjectMapper().readTree(answer.body()).path("status").intValue())
        .isEqualTo(status);
    return answer.body();
  }

  private static HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return GuardedApplication.send(
        GuardedApplication.request(APP, path)
            .header("Content-Type", path.equals("/json") ? "application/json" : "text/csv")
            .POST(body));
  }

  private static BodyPublisher chunked(int length) {
    return BodyPublishers.ofInputStream(
        () -> new ByteArrayInputStream(text(length).getBytes(US_ASCII)));
  }

  /** JSON text of so many letters, with its quotes two more. */
  private static String text(int letters) {
    return "\"" + "x".repeat(letters) + "\"";
  }
}
