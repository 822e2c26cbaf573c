package dev.throughline.journal.otlp;

import java.io.IOException;
import okhttp3.Request;
import okhttp3.Response;

/** How OTLP looks on the wire, over HTTP or gRPC. Its {@code toString()} is the endpoint's. */
interface Wire {
  /**
   * The call to make for a message.
   *
   * @param message an encoded {@code ExportTraceServiceRequest}
   * @throws IOException if the settings do not yield a request
   */
  Request request(byte[] message) throws IOException;

  /**
   * Reads a response, body included.
   *
   * @throws IOException if it broke off before it said what became of the request
   */
  Answer answer(Response response) throws IOException;

  /** The body, cut where it is longer than anything a backend has to say. */
  static byte[] body(Response response) throws IOException {
    return response.body().byteStream().readNBytes(64 * 1024);
  }
}
