package dev.throughline.journal.otlp;

import java.io.IOException;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OTLP/HTTP: the message is the body, the status is HTTP's. */
final class HttpWire implements Wire {
  /**
   * Statuses of the 4xx class that are about how the process is set up (its token, its address, its
   * account) or about the moment, so that other bytes would fare no better.
   */
  private static final Set<Integer> NOT_ABOUT_THE_BYTES =
      Set.of(401, 402, 403, 404, 405, 406, 407, 408, 415, 421, 425, 426, 429, 431);

  private static final MediaType PROTOBUF = MediaType.get("application/x-protobuf");

  private final ExporterSettings settings;

  HttpWire(ExporterSettings settings) {
    this.settings = settings;
  }

  @Override
  public Request request(byte[] message) throws IOException {
    Request.Builder request = settings.newRequest();
    if (settings.compressor() != null) {
      request.header("Content-Encoding", settings.compressor().getEncoding());
    }
    return request.post(RequestBody.create(settings.compressed(message), PROTOBUF)).build();
  }

  @Override
  public Answer answer(Response response) {
    byte[] body = body(response);
    if (response.isSuccessful()) {
      return ExportResponse.accepted(body);
    }
    int status = response.code();
    String reason = Excerpt.join("HTTP " + status + " " + response.message(), said(response, body));
    if (status >= 400 && status < 500 && !NOT_ABOUT_THE_BYTES.contains(status)) {
      return new Answer.Refused(reason);
    }
    return new Answer.Unavailable(reason, RetryDelay.ofHttp(response.headers()));
  }

  /**
   * The body, as far as it comes. The status line alone says what became of the request: a backend
   * that answered 200 has the spans, and sending them again because the rest of its answer was lost
   * would only store them twice. All that is lost is the count of a partial success.
   */
  private static byte[] body(Response response) {
    try {
      return Wire.body(response);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static String said(Response response, byte[] body) {
    String type = response.header("Content-Type", "");
    return type.contains("protobuf")
        ? Excerpt.of(RpcStatus.parse(body).message())
        : Excerpt.of(body);
  }

  @Override
  public String toString() {
    return "OTLP/HTTP " + settings.address();
  }
}
