package dev.throughline.recorder.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBackendTest {
  private StandInBackend server;

  @BeforeEach
  void start() throws Exception {
    server = new StandInBackend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void basePathOfTheUrl_isKept() {
    server.answer("/tracing/jaeger/x", 200, "text/plain", "yes");

    assertThat(backend(server.url("/tracing/jaeger/")).get("/x", "*/*").text()).isEqualTo("yes");
  }

  @Test
  void credentialsInTheUrl_areSent_andInNoMessage() {
    server.answer("/x", 401, "text/plain", "");
    URI url = URI.create(server.url("").toString().replace("//", "//me:s%40cret@"));

    assertThatThrownBy(() -> backend(url).get("/x", "*/*"))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("credentials")
        .hasMessageNotContaining("cret");
    assertThat(server.requests()).containsExactly("/x */* Basic bWU6c0BjcmV0");
  }

  @Test
  void serverThatIsNotThere_isSaidToBeUnreachable() {
    URI url = server.url("");
    server.close();

    assertThatThrownBy(() -> backend(url).get("/x", "*/*"))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageMatching("Some at http://127.0.0.1:\\d+ cannot be reached \\(Connect.*");
  }

  @Test
  void serverThatIsBusyForAMoment_isAskedAgain() {
    server.answer("/x", 200, "text/plain", "yes").refuse(1);

    assertThat(backend(server.url("")).get("/x", "*/*").text()).isEqualTo("yes");
  }

  @ParameterizedTest
  @CsvSource({"302,redirects", "400,URL", "403,credentials", "500,log", "503,log"})
  void otherStatus_isAnErrorThatSaysWhatToDo(int status, String advice) {
    server.answer("/x", status, "text/plain", "because\n\tof this");

    assertThatThrownBy(() -> backend(server.url("")).get("/x", "*/*"))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("answers " + status + " to GET /x: because of this. ")
        .hasMessageContaining(advice);
  }

  @ParameterizedTest
  @ValueSource(ints = {413, 422})
  void traceAboveALimit_isUnreadable(int status) {
    server.answer("/x", status, "text/plain", "trace exceeds max size (max bytes: 5000000)");

    assertThatThrownBy(() -> backend(server.url("")).get("/x", "*/*"))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("max bytes: 5000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:16686", "ftp://localhost", "/api", "http:///api"})
  void urlThatIsNoHttpAddress_isRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backend(URI.create(url)))
        .withMessageContaining("http://");
  }

  private static HttpBackend backend(URI url) {
    return new HttpBackend("Some", "that part", url);
  }
}
