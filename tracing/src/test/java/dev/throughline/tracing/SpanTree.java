package dev.throughline.tracing;

import dev.throughline.tracing.contract.Keys;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws spans as text, one a line, children indented below their parents:
 *
 * <pre>
 * POST /orders SERVER
 *   RunWorkflow:Order
 *     RunActivity:Pay CONSUMER #1 ERROR
 * RunWorkflow:Order ~previous RunWorkflow:Order
 * </pre>
 *
 * A parent counts only in the child's own trace; a span whose parent is not there is marked as
 * {@code (orphan)}. Siblings are in the order of their names, then attempts, then of their export:
 * the test server's clock is not the worker's.
 */
final class SpanTree {
  private static final Comparator<SpanData> ORDER =
      Comparator.comparing(SpanData::getName).thenComparing(SpanTree::attempt);

  private final Map<String, SpanData> spans = new LinkedHashMap<>();

  private SpanTree(List<SpanData> exported) {
    for (SpanData span : exported) {
      SpanData twin = spans.put(key(span.getSpanContext()), span);
      if (twin != null) {
        throw new AssertionError("one id, exported twice: " + twin + " and " + span);
      }
    }
  }

  static String of(List<SpanData> exported) {
    SpanTree tree = new SpanTree(exported);
    StringBuilder out = new StringBuilder();
    tree.spans.values().stream()
        .filter(span -> !tree.spans.containsKey(key(span.getParentSpanContext())))
        .sorted(ORDER)
        .forEach(root -> tree.draw(root, "", out));
    return out.toString();
  }

  private void draw(SpanData span, String indent, StringBuilder out) {
    out.append(indent).append(span.getName());
    if (span.getKind() != SpanKind.INTERNAL) {
      out.append(' ').append(span.getKind());
    }
    if (attempt(span) > 0) {
      out.append(" #").append(attempt(span));
    }
    if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
      out.append(" ERROR");
    }
    for (LinkData link : span.getLinks()) {
      SpanData target = spans.get(key(link.getSpanContext()));
      out.append(" ~").append(link.getAttributes().get(Keys.LINK_TYPE)).append(' ');
      out.append(target == null ? "?" : target.getName());
    }
    if (indent.isEmpty() && span.getParentSpanContext().isValid()) {
      out.append(" (orphan)");
    }
    out.append('\n');
    spans.values().stream()
        .filter(child -> key(child.getParentSpanContext()).equals(key(span.getSpanContext())))
        .sorted(ORDER)
        .forEach(child -> draw(child, indent + "  ", out));
  }

  private static long attempt(SpanData span) {
    Long attempt = span.getAttributes().get(Keys.ATTEMPT);
    return attempt == null ? 0 : attempt;
  }

  private static String key(SpanContext context) {
    return context.getTraceId() + context.getSpanId();
  }
}
