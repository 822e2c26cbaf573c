package dev.throughline.quickstart;

import static dev.throughline.quickstart.SpanBuilder.span;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceReceiverTest {
  private static final byte[] REQUEST = SpanBuilder.request(span("GET /", 1, 0)).toByteArray();

  private final List<ReceivedSpan> received = new CopyOnWriteArrayList<>();
  private int answer = 200;
  private TraceReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver =
        TraceReceiver.start(
            spans -> {
              received.addAll(spans);
              return answer;
            });
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void spans_arrive() throws Exception {
    assertThat(send(post(REQUEST))).isEqualTo(200);
    assertThat(received).extracting(ReceivedSpan::name).containsExactly("GET /");
  }

  @Test
  void gzippedSpans_arrive() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(REQUEST);
    }

    assertThat(send(post(zipped.toByteArray()).header("Content-Encoding", "gzip"))).isEqualTo(200);
    assertThat(received).hasSize(1);
  }

  @Test
  void sender_getsTheListenersStatus() throws Exception {
    answer = 503;

    assertThat(send(post(REQUEST))).isEqualTo(503);
  }

  @Test
  void bytesThatAreNoProtobuf_areABadRequest() throws Exception {
    assertThat(send(post(new byte[] {1, 2, 3}))).isEqualTo(400);
  }

  @Test
  void json_isAnUnsupportedMediaType() throws Exception {
    assertThat(send(post(REQUEST).setHeader("Content-Type", "application/json"))).isEqualTo(415);
  }

  @Test
  void otherPaths_areNotFound() throws Exception {
    assertThat(send(post(REQUEST).uri(URI.create(receiver.endpoint() + "/v1/metrics"))))
        .isEqualTo(404);
  }

  private HttpRequest.Builder post(byte[] body) {
    return HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
        .header("Content-Type", "application/x-protobuf")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static int send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
