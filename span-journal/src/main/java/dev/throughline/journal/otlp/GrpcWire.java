package dev.throughline.journal.otlp;

import io.opentelemetry.sdk.common.export.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;

/**
 * OTLP/gRPC: one unary call, framed as "gRPC over HTTP2" says. The HTTP status tells nothing of the
 * request; {@code grpc-status} does, in the trailers, or in the headers where there is no message.
 */
final class GrpcWire implements Wire {
  private static final String OK = "0";
  private static final String INVALID_ARGUMENT = "3";

  /** What servers answer to a message above their limit; tonic uses OUT_OF_RANGE, all others 8. */
  private static final Set<String> MAY_BE_TOO_LARGE = Set.of("8", "11");

  private static final Pattern TOO_LARGE =
      Pattern.compile(
          "message.*(larger than|exceeds.*maximum|too large)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final ExporterSettings settings;
  private final Executor writers;

  /**
   * @param writers runs the writing of a request while its response is awaited
   */
  GrpcWire(ExporterSettings settings, Executor writers) {
    this.settings = settings;
    this.writers = writers;
  }

  @Override
  public Request request(byte[] message) throws IOException {
    Compressor compressor = settings.compressor();
    Request.Builder request = settings.newRequest().header("te", "trailers");
    if (compressor != null) {
      request.header("grpc-encoding", compressor.getEncoding());
    }
    byte[] payload = settings.compressed(message);
    return request.post(new GrpcFrame(compressor != null, payload, writers)).build();
  }

  @Override
  public Answer answer(Response response) throws IOException {
    if (response.header("grpc-status") != null) {
      return answer(response.headers(), new byte[0]);
    }
    if (response.code() != 200) {
      return withoutGrpc(response);
    }
    byte[] body = Wire.body(response);
    // The trailers come after all of the body.
    response.body().byteStream().transferTo(OutputStream.nullOutputStream());
    return answer(response.trailers(), message(body));
  }

  private static Answer answer(Headers trailers, byte[] message) {
    String status = trailers.get("grpc-status");
    if (OK.equals(status)) {
      return ExportResponse.accepted(message);
    }
    String said = grpcMessage(trailers);
    String reason = Excerpt.join("gRPC status " + status, said);
    boolean tooLarge =
        status != null && MAY_BE_TOO_LARGE.contains(status) && TOO_LARGE.matcher(said).find();
    if (INVALID_ARGUMENT.equals(status) || tooLarge) {
      return new Answer.Refused(reason);
    }
    return new Answer.Unavailable(reason, RetryDelay.ofGrpc(trailers));
  }

  /**
   * An answer by something in between that does not speak gRPC. What gRPC makes of an HTTP status
   * (http-grpc-status-mapping.md: INTERNAL, UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED,
   * UNAVAILABLE, UNKNOWN) is never about the bytes. 413 is, whoever says it.
   */
  private static Answer withoutGrpc(Response response) {
    String reason = "HTTP " + response.code() + " instead of gRPC";
    return response.code() == 413
        ? new Answer.Refused(reason)
        : new Answer.Unavailable(reason, RetryDelay.ofHttp(response.headers()));
  }

  /** The message in the body's first frame; empty if there is none that is whole and plain. */
  private static byte[] message(byte[] body) {
    if (body.length < GrpcFrame.HEADER || body[0] != 0) {
      return new byte[0];
    }
    int length = ByteBuffer.wrap(body).getInt(1);
    boolean whole = length >= 0 && length <= body.length - GrpcFrame.HEADER;
    return whole
        ? Arrays.copyOfRange(body, GrpcFrame.HEADER, GrpcFrame.HEADER + length)
        : new byte[0];
  }

  /** {@code grpc-message} is percent-encoded UTF-8; a plus sign is a plus sign. */
  private static String grpcMessage(Headers trailers) {
    String message = trailers.get("grpc-message");
    if (message == null) {
      return "";
    }
    try {
      return URLDecoder.decode(message.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return message;
    }
  }

  @Override
  public String toString() {
    return "OTLP/gRPC " + settings.address();
  }
}
