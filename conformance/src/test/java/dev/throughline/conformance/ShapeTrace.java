package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spans of one trace, each once. */
record ShapeTrace(Collection<ReceivedSpan> spans) {
  private static final Pattern TRACEPARENT = Pattern.compile("\"00-([0-9a-f]{32})-[0-9a-f]{16}-");

  static ShapeTrace of(List<ReceivedSpan> stored) {
    Map<String, ReceivedSpan> byId = new LinkedHashMap<>();
    stored.forEach(span -> byId.put(span.spanId(), span));
    return new ShapeTrace(byId.values());
  }

  /** Returns the trace id that the caller has put into the run's header. */
  static String idIn(RunHistory history) {
    Matcher traceparent = TRACEPARENT.matcher(history.header());
    assertThat(traceparent.find()).as(history.header()).isTrue();
    return traceparent.group(1);
  }

  /** Returns the only span with the name. */
  ShapeSpan span(String name) {
    List<ShapeSpan> named = named(name);
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }

  ShapeSpan withId(String spanId) {
    return spans.stream()
        .filter(span -> span.spanId().equals(spanId))
        .map(ShapeSpan::new)
        .findFirst()
        .orElseThrow();
  }

  List<ShapeSpan> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).map(ShapeSpan::new).toList();
  }

  /** Draws what is left without the spans of another run. */
  String outlineWithout(String runId) {
    return SpanTree.of(
            spans.stream()
                .filter(
                    span ->
                        span.name().startsWith("StartWorkflow:")
                            || !runId.equals(span.attribute("temporalRunID")))
                .toList())
        .outline();
  }
}
