package dev.throughline.recorder;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws the spans of a run as text, one a line, children indented below their parents:
 *
 * <pre>
 * name [kind] @start+duration [ERROR] {attributes} [~link type, where to] #span id
 * </pre>
 *
 * Times are milliseconds since the run's first event. The attributes that all spans of a run share
 * are told once, at the top. What a worker or a client wrote is {@code (written)}, without its
 * attributes; what is derived as well is {@code (written, too)}.
 */
final class Outline {
  private static final Set<String> SHARED =
      Set.of("temporalWorkflowID", "temporalRunID", "temporal.namespace", "temporal.workflow.type");

  private final Map<ByteString, Span> spans = new LinkedHashMap<>();
  private final Map<ByteString, Span> derived = new LinkedHashMap<>();
  private final Map<ByteString, Span> written = new LinkedHashMap<>();
  private final Map<String, String> shared = new LinkedHashMap<>();
  private final long began;
  private final StringBuilder out = new StringBuilder();

  private Outline(History history, List<Span> everWritten) {
    began = RunSpans.nanos(history.events().get(0));
    shared.put("temporalWorkflowID", history.run().workflowId());
    shared.put("temporalRunID", history.run().runId());
    shared.put("temporal.namespace", history.run().namespace());
    shared.put(
        "temporal.workflow.type",
        history
            .events()
            .get(0)
            .getWorkflowExecutionStartedEventAttributes()
            .getWorkflowType()
            .getName());
    Map<ByteString, Span> all = new LinkedHashMap<>();
    everWritten.forEach(span -> all.put(span.getSpanId(), span));
    history.spans().stream()
        .map(WrittenSpans::otlp)
        .forEach(span -> derived.put(span.getSpanId(), span));
    everWritten.stream()
        .filter(span -> history.run().runId().equals(text(span, "temporalRunID")))
        .forEach(span -> written.put(span.getSpanId(), span));
    spans.putAll(written);
    spans.putAll(derived);
    for (Span span : List.copyOf(spans.values())) {
      Span parent = all.get(span.getParentSpanId());
      while (parent != null && spans.putIfAbsent(parent.getSpanId(), parent) == null) {
        written.put(parent.getSpanId(), parent);
        parent = all.get(parent.getParentSpanId());
      }
    }
  }

  static String of(History history, List<Span> everWritten) {
    Outline outline = new Outline(history, everWritten);
    outline.out.append(outline.shared).append('\n');
    outline.spans.values().stream()
        .filter(span -> !outline.spans.containsKey(span.getParentSpanId()))
        .sorted(order())
        .forEach(outline::root);
    return outline.out.toString();
  }

  private static Comparator<Span> order() {
    return Comparator.comparingLong(Span::getStartTimeUnixNano)
        .thenComparing(Span::getName)
        .thenComparing(span -> hex(span.getSpanId()));
  }

  private void root(Span span) {
    out.append("trace ").append(hex(span.getTraceId()));
    if (!span.getTraceState().isEmpty()) {
      out.append(' ').append(span.getTraceState());
    }
    out.append(" flags ").append(Integer.toHexString(span.getFlags()));
    if (!span.getParentSpanId().isEmpty()) {
      out.append(", below ").append(hex(span.getParentSpanId()));
    }
    out.append('\n');
    draw(span, "  ");
  }

  private void draw(Span span, String indent) {
    boolean isDerived = derived.containsKey(span.getSpanId());
    boolean isWritten = written.containsKey(span.getSpanId());
    out.append(indent).append(span.getName());
    if (span.getKind() != Span.SpanKind.SPAN_KIND_INTERNAL) {
      out.append(' ').append(span.getKind().name().replace("SPAN_KIND_", ""));
    }
    if (isDerived) {
      out.append(" @").append(millis(span.getStartTimeUnixNano() - began));
      if (span.getEndTimeUnixNano() != span.getStartTimeUnixNano()) {
        out.append('+').append(millis(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()));
      }
      fault(span);
      out.append(' ').append(attributes(span));
    }
    for (Span.Link link : span.getLinksList()) {
      out.append(" ~").append(link.getAttributes(0).getValue().getStringValue()).append(' ');
      Span to = spans.get(link.getSpanId());
      out.append(to == null ? hex(link.getTraceId()) + '/' : to.getName() + " #");
      out.append(hex(link.getSpanId())).append('/').append(Integer.toHexString(link.getFlags()));
    }
    out.append(" #").append(hex(span.getSpanId()));
    out.append(isWritten ? isDerived ? " (written, too)\n" : " (written)\n" : "\n");
    spans.values().stream()
        .filter(child -> child.getParentSpanId().equals(span.getSpanId()))
        .sorted(order())
        .forEach(child -> draw(child, indent + "  "));
  }

  private void fault(Span span) {
    if (span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR) {
      out.append(" ERROR \"").append(span.getStatus().getMessage()).append('"');
    }
    for (Span.Event event : span.getEventsList()) {
      out.append(" !").append(event.getName());
      event.getAttributesList().forEach(attribute -> out.append(' ').append(firstLine(attribute)));
      if (event.getTimeUnixNano() != span.getEndTimeUnixNano()) {
        out.append(" not at its end");
      }
    }
  }

  private static String firstLine(KeyValue attribute) {
    return attribute.getKey().replace("exception.", "")
        + "="
        + attribute.getValue().getStringValue().lines().findFirst().orElse("");
  }

  private List<String> attributes(Span span) {
    List<String> own = new ArrayList<>();
    for (KeyValue attribute : span.getAttributesList()) {
      AnyValue value = attribute.getValue();
      String text = value.hasIntValue() ? "" + value.getIntValue() : value.getStringValue();
      if (!text.equals(shared.get(attribute.getKey()))) {
        own.add(attribute.getKey() + "=" + text);
      }
    }
    SHARED.stream()
        .filter(key -> text(span, key).isEmpty())
        .sorted()
        .forEach(key -> own.add("no " + key));
    return own;
  }

  private static String text(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  private static String millis(long nanos) {
    return (nanos < 0 ? "-" : "")
        + Math.abs(nanos) / 1_000_000
        + '.'
        + String.format("%06d", Math.abs(nanos) % 1_000_000);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
