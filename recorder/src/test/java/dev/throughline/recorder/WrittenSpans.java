package dev.throughline.recorder;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanEncoder;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;

/**
 * What clients and workers wrote of the golden histories while {@link HistoryGenerator} made them:
 * one OTLP span a line, behind its id and name.
 */
final class WrittenSpans {
  static final String FILE = "written.spans";

  private WrittenSpans() {}

  static List<Span> all() {
    try {
      return Files.readAllLines(History.DIRECTORY.resolve(FILE)).stream()
          .map(line -> parse(Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String line(SpanData span) {
    String bytes = Base64.getEncoder().encodeToString(otlp(span).toByteArray());
    return span.getSpanId() + ' ' + span.getName() + ' ' + bytes;
  }

  /** As it goes over the wire. */
  static Span otlp(SpanData span) {
    ProtoWriter out = new ProtoWriter(1024);
    new SpanEncoder(out).span(span);
    return parse(out.toByteArray());
  }

  private static Span parse(byte[] bytes) {
    try {
      return Span.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
