package dev.throughline.quickstart;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Spans for tests: ids are small numbers, times are milliseconds. */
final class SpanBuilder {
  private final Span.Builder span = Span.newBuilder().setKind(SpanKind.SPAN_KIND_INTERNAL);

  private SpanBuilder() {}

  static SpanBuilder span(String name, int id, int parent) {
    SpanBuilder builder = new SpanBuilder();
    builder.span.setName(name).setSpanId(bytes(8, id));
    if (parent != 0) {
      builder.span.setParentSpanId(bytes(8, parent));
    }
    return builder.trace(1).time(id, id);
  }

  SpanBuilder trace(int id) {
    span.setTraceId(bytes(16, id));
    return this;
  }

  SpanBuilder kind(SpanKind kind) {
    span.setKind(kind);
    return this;
  }

  SpanBuilder time(long startMillis, long endMillis) {
    span.setStartTimeUnixNano(startMillis * 1_000_000).setEndTimeUnixNano(endMillis * 1_000_000);
    return this;
  }

  SpanBuilder error(String message) {
    span.setStatus(
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
    return this;
  }

  SpanBuilder attribute(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  SpanBuilder attribute(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  private SpanBuilder attribute(String key, AnyValue.Builder value) {
    span.addAttributes(KeyValue.newBuilder().setKey(key).setValue(value));
    return this;
  }

  /** Gives the span the attributes of a run in namespace {@code default}. */
  SpanBuilder run(String workflowId, String runId) {
    return attribute("temporal.namespace", "default")
        .attribute("temporalWorkflowID", workflowId)
        .attribute("temporalRunID", runId);
  }

  ReceivedSpan build() {
    return ReceivedSpan.of(request(this)).get(0);
  }

  static List<ReceivedSpan> list(SpanBuilder... spans) {
    return ReceivedSpan.of(request(spans));
  }

  static ExportTraceServiceRequest request(SpanBuilder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    Arrays.stream(spans).forEach(each -> scope.addSpans(each.span));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static ByteString bytes(int length, int id) {
    return ByteString.copyFrom(ByteBuffer.allocate(length).putInt(length - 4, id));
  }
}
