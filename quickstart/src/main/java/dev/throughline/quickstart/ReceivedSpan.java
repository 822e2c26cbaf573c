package dev.throughline.quickstart;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span as it came over OTLP, with what it shares with others.
 *
 * @param resource who sent it
 * @param scope which library made it
 * @param span the span
 */
public record ReceivedSpan(Resource resource, InstrumentationScope scope, Span span) {
  /** Returns the spans of a request, in its order. */
  public static List<ReceivedSpan> of(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(
            ofResource ->
                ofResource.getScopeSpansList().stream()
                    .flatMap(
                        ofScope ->
                            ofScope.getSpansList().stream()
                                .map(
                                    span ->
                                        new ReceivedSpan(
                                            ofResource.getResource(), ofScope.getScope(), span))))
        .toList();
  }

  /** Returns the span's name. */
  public String name() {
    return span.getName();
  }

  /** Returns the trace id, 32 hexadecimal digits. */
  public String traceId() {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  /** Returns the span id, 16 hexadecimal digits. */
  public String spanId() {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  /** Returns the parent's span id, 16 hexadecimal digits, or the empty string for a root. */
  public String parentSpanId() {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  /** Returns an attribute as text (numbers and booleans too), or null if the span has none. */
  public @Nullable String attribute(String key) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        return text(attribute.getValue());
      }
    }
    return null;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> value.toString();
    };
  }
}
