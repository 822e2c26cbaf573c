package dev.throughline.quickstart;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of a workflow. */
record Run(String namespace, String workflowId, String runId) {
  /** Returns whether each run that the spans tell of, begun or asked for, has come to its end. */
  static boolean areAllClosed(Collection<ReceivedSpan> spans) {
    return closed(spans).containsAll(runs(spans, Run::tellsOfRun));
  }

  private static Set<Run> closed(Collection<ReceivedSpan> spans) {
    return runs(spans, span -> span.name().startsWith("CompleteWorkflow:"));
  }

  private static Set<Run> runs(Collection<ReceivedSpan> spans, Predicate<ReceivedSpan> chosen) {
    return spans.stream()
        .filter(chosen)
        .map(Run::named)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static boolean tellsOfRun(ReceivedSpan span) {
    return span.name().startsWith("RunWorkflow:")
        || (span.name().startsWith("StartWorkflow:")
            && span.span().getKind() == SpanKind.SPAN_KIND_CLIENT);
  }

  private static @Nullable Run named(ReceivedSpan span) {
    String namespace = span.attribute("temporal.namespace");
    String workflowId = span.attribute("temporalWorkflowID");
    String runId = span.attribute("temporalRunID");
    // A start that failed has no run.
    return namespace == null || workflowId == null || runId == null
        ? null
        : new Run(namespace, workflowId, runId);
  }
}
