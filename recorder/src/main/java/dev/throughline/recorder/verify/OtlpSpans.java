package dev.throughline.recorder.verify;

import com.google.protobuf.ByteString;
import dev.throughline.tracing.contract.Keys;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The spans of OTLP's own message. */
final class OtlpSpans {
  private OtlpSpans() {}

  static List<StoredSpan> of(TracesData traces) {
    List<StoredSpan> spans = new ArrayList<>();
    for (ResourceSpans resource : traces.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          List<Object> content = List.of(resource.getResource(), scope.getScope(), span);
          spans.add(of(span, content));
        }
      }
    }
    return spans;
  }

  private static StoredSpan of(Span span, Object content) {
    AnyValue activityId = attribute(span, Keys.ACTIVITY_ID.getKey());
    return new StoredSpan(
        id(span.getSpanId()),
        id(span.getParentSpanId()),
        span.getName(),
        span.getKind() == Span.SpanKind.SPAN_KIND_SERVER,
        activityId.hasStringValue() ? activityId.getStringValue() : null,
        attribute(span, Keys.ATTEMPT.getKey()).getIntValue(),
        content);
  }

  private static AnyValue attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .findFirst()
        .map(KeyValue::getValue)
        .orElse(AnyValue.getDefaultInstance());
  }

  private static String id(ByteString bytes) {
    return StoredSpan.id(HexFormat.of().formatHex(bytes.toByteArray()));
  }
}
