package dev.throughline.quickstart;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The spans of one trace as a tree. Siblings are in the order of their start, then of their names.
 * A span whose parent is not there stands at the top; of several with one id the first counts.
 *
 * <p>Immutable.
 */
public final class SpanTree {
  private static final Comparator<ReceivedSpan> ORDER =
      Comparator.comparingLong((ReceivedSpan received) -> received.span().getStartTimeUnixNano())
          .thenComparing(ReceivedSpan::name)
          .thenComparing(ReceivedSpan::spanId);

  private final Map<String, ReceivedSpan> byId;
  private final Map<String, List<ReceivedSpan>> byParent;

  private SpanTree(Map<String, ReceivedSpan> byId) {
    this.byId = byId;
    this.byParent =
        byId.values().stream()
            .sorted(ORDER)
            .collect(Collectors.groupingBy(ReceivedSpan::parentSpanId));
  }

  /** Returns the tree of the spans, which are all of one trace. */
  public static SpanTree of(Collection<ReceivedSpan> spans) {
    Map<String, ReceivedSpan> byId = new LinkedHashMap<>();
    spans.forEach(span -> byId.putIfAbsent(span.spanId(), span));
    return new SpanTree(byId);
  }

  /** Returns the spans without a parent, and those whose parent is a remote HTTP caller's span. */
  public List<ReceivedSpan> roots() {
    return tops().stream().filter(span -> !isOrphan(span)).toList();
  }

  /** Returns the spans that name a parent which is not there, but for HTTP server spans. */
  public List<ReceivedSpan> orphans() {
    return tops().stream().filter(this::isOrphan).toList();
  }

  /**
   * Returns the tree drawn with nothing that differs between two runs of the same code: names,
   * {@code attempt n}, {@code ERROR} and {@code orphan}. Lines are separated by a line feed.
   */
  public String outline() {
    return lines().stream().map(SpanLine::outline).collect(Collectors.joining("\n"));
  }

  /**
   * Returns the tree drawn for people: also kinds, HTTP statuses, durations and what went wrong.
   */
  public String draw() {
    return SpanTable.draw(lines());
  }

  private List<SpanLine> lines() {
    List<SpanLine> lines = new ArrayList<>();
    for (ReceivedSpan top : tops()) {
      lines.add(new SpanLine("", top, isOrphan(top)));
      addChildren(top, "", lines);
    }
    return lines;
  }

  private void addChildren(ReceivedSpan parent, String indent, List<SpanLine> lines) {
    List<ReceivedSpan> children = byParent.getOrDefault(parent.spanId(), List.of());
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      lines.add(new SpanLine(indent + (last ? "└─ " : "├─ "), children.get(i), false));
      addChildren(children.get(i), indent + (last ? "   " : "│  "), lines);
    }
  }

  private List<ReceivedSpan> tops() {
    return byId.values().stream()
        .filter(span -> !byId.containsKey(span.parentSpanId()))
        .sorted(ORDER)
        .toList();
  }

  private boolean isOrphan(ReceivedSpan top) {
    return !top.parentSpanId().isEmpty() && top.span().getKind() != SpanKind.SPAN_KIND_SERVER;
  }

  @Override
  public String toString() {
    return outline();
  }
}
