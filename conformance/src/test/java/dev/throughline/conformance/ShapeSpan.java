package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A span of a run, as the contract speaks of it. */
record ShapeSpan(ReceivedSpan received) {
  private static final List<String> OF_EVERY_SPAN =
      List.of(
          "temporalWorkflowID", "temporalRunID", "temporal.namespace", "temporal.workflow.type");

  /**
   * A link of a span.
   *
   * @param type its {@code link.type}
   */
  record Link(String type, String traceId, String spanId) {
    static Link to(ShapeSpan target, String type) {
      return new Link(type, target.traceId(), target.spanId());
    }
  }

  String spanId() {
    return received.spanId();
  }

  String traceId() {
    return received.traceId();
  }

  String runId() {
    return attribute("temporalRunID");
  }

  String attribute(String key) {
    String value = received.attribute(key);
    assertThat(value).as(key + " of " + received.name()).isNotNull();
    return value;
  }

  /** Returns the attributes but for the four of every span, which it must have. */
  Map<String, String> attributes() {
    Map<String, String> attributes = texts(received.span().getAttributesList());
    assertThat(attributes.keySet()).as(received.name()).containsAll(OF_EVERY_SPAN);
    OF_EVERY_SPAN.forEach(attributes::remove);
    return attributes;
  }

  /** Returns the resource's attributes, and the scope with its version. */
  String writer() {
    return texts(received.resource().getAttributesList())
        + " "
        + received.scope().getName()
        + " "
        + received.scope().getVersion();
  }

  List<Link> links() {
    return received.span().getLinksList().stream()
        .map(
            link ->
                new Link(
                    link.getAttributes(0).getValue().getStringValue(),
                    HexFormat.of().formatHex(link.getTraceId().toByteArray()),
                    HexFormat.of().formatHex(link.getSpanId().toByteArray())))
        .toList();
  }

  /** Returns the exception's type and message, which must be the status's, or the empty string. */
  String fault() {
    Span span = received.span();
    if (span.getStatus().getCode() != StatusCode.STATUS_CODE_ERROR) {
      assertThat(span.getEventsList()).as(received.name()).isEmpty();
      return "";
    }
    Span.Event exception = span.getEvents(0);
    Map<String, String> attributes = texts(exception.getAttributesList());
    assertThat(exception.getName()).isEqualTo("exception");
    assertThat(exception.getTimeUnixNano()).isEqualTo(span.getEndTimeUnixNano());
    String message = attributes.getOrDefault("exception.message", "");
    assertThat(span.getStatus().getMessage()).isEqualTo(message);
    return attributes.get("exception.type") + ": " + message;
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    for (KeyValue each : attributes) {
      AnyValue value = each.getValue();
      texts.put(
          each.getKey(),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return texts;
  }
}
