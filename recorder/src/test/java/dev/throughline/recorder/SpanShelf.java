package dev.throughline.recorder;

import static java.util.stream.Collectors.toSet;

import com.google.protobuf.ByteString;
import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import dev.throughline.recorder.verify.StoredSpan;
import dev.throughline.recorder.verify.StoredTraces;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A backend in memory: it stores every span that comes, repeats too. */
final class SpanShelf implements StoredTraces, SpanDestination {
  private final List<Span> spans = new ArrayList<>();
  private final List<SpanData> sent = new ArrayList<>();

  /**
   * With what is stored when all went well: what workers wrote, what a recorder derives, and the
   * callers, whom the golden histories' clients made up.
   */
  static SpanShelf whole(List<Span> written, List<History> histories) {
    SpanShelf shelf = new SpanShelf();
    shelf.spans.addAll(written);
    for (History history : histories) {
      history.spans().forEach(span -> shelf.spans.add(WrittenSpans.otlp(span)));
    }
    Set<ByteString> ids = shelf.spans.stream().map(Span::getSpanId).collect(toSet());
    written.stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
        .filter(span -> !span.getParentSpanId().isEmpty() && ids.add(span.getParentSpanId()))
        .forEach(
            span ->
                shelf.add(
                    Span.newBuilder()
                        .setTraceId(span.getTraceId())
                        .setSpanId(span.getParentSpanId())
                        .build()));
    return shelf;
  }

  SpanShelf copy() {
    SpanShelf copy = new SpanShelf();
    copy.spans.addAll(spans);
    return copy;
  }

  SpanShelf add(Span span) {
    spans.add(span);
    return this;
  }

  SpanShelf without(String spanId) {
    spans.removeIf(span -> hex(span.getSpanId().toByteArray()).equals(spanId));
    return this;
  }

  /** The span with an id, the first one if there are more. */
  Span span(String spanId) {
    return spans.stream()
        .filter(span -> hex(span.getSpanId().toByteArray()).equals(spanId))
        .findFirst()
        .orElseThrow();
  }

  /** What came by {@link #send}. */
  List<SpanData> sent() {
    return sent;
  }

  @Override
  public Answer send(List<SpanData> arrived) {
    sent.addAll(arrived);
    arrived.forEach(span -> spans.add(WrittenSpans.otlp(span)));
    return new Answer.Accepted(0, "");
  }

  @Override
  public List<StoredSpan> read(String traceId) {
    return spans.stream()
        .filter(span -> hex(span.getTraceId().toByteArray()).equals(traceId))
        .map(SpanShelf::stored)
        .toList();
  }

  private static StoredSpan stored(Span span) {
    return new StoredSpan(
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind() == Span.SpanKind.SPAN_KIND_SERVER,
        attribute(span, "temporalActivityID").getStringValue(),
        attribute(span, "temporal.attempt").getIntValue(),
        span);
  }

  private static AnyValue attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse(AnyValue.getDefaultInstance());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
