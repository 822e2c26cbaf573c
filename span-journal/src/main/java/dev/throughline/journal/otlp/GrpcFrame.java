package dev.throughline.journal.otlp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A unary call's one message, as a request body: a byte that says whether it is compressed, its
 * length in four bytes, the message.
 *
 * <p>It is written by a thread of its own while the response is awaited. Else a server that refuses
 * a message for its length, which it knows after five bytes, and then reads no more, is not heard:
 * the client waits for room to write in, until its time is over.
 */
final class GrpcFrame extends RequestBody {
  static final int HEADER = 5;
  private static final MediaType GRPC = MediaType.get("application/grpc");

  private final byte[] frame;
  private final Executor writers;

  GrpcFrame(boolean compressed, byte[] message, Executor writers) {
    this.frame =
        ByteBuffer.allocate(HEADER + message.length)
            .put((byte) (compressed ? 1 : 0))
            .putInt(message.length)
            .put(message)
            .array();
    this.writers = writers;
  }

  @Override
  public MediaType contentType() {
    return GRPC;
  }

  @Override
  public long contentLength() {
    return frame.length;
  }

  @Override
  public boolean isDuplex() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) {
    writers.execute(
        () -> {
          try (sink) {
            sink.write(frame);
          } catch (IOException e) {
            // The reader of the response meets the same failure, or an answer that explains it.
          }
        });
  }
}
