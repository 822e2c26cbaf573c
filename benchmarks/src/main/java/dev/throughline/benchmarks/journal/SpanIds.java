package dev.throughline.benchmarks.journal;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Finds the span ids in an OTLP trace request, and decodes nothing else of it. */
final class SpanIds {
  /** Field numbers: resource_spans, scope_spans, spans, span_id. */
  private static final int[] WAY = {1, 2, 2, 2};

  private SpanIds() {}

  /**
   * Hands each span id of the request to the consumer.
   *
   * @throws IOException if the bytes are no OTLP trace request
   */
  static void forEach(byte[] request, LongConsumer spanIds) throws IOException {
    walk(CodedInputStream.newInstance(request), 0, spanIds);
  }

  private static void walk(CodedInputStream message, int depth, LongConsumer spanIds)
      throws IOException {
    for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != WAY[depth]) {
        message.skipField(tag);
      } else if (depth == WAY.length - 1) {
        spanIds.accept(message.readByteBuffer().getLong());
      } else {
        int end = message.pushLimit(message.readUInt32());
        walk(message, depth + 1, spanIds);
        message.popLimit(end);
      }
    }
  }
}
