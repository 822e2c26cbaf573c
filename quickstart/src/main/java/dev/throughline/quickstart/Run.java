package dev.throughline.quickstart;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of a workflow. */
record Run(String namespace, String workflowId, String runId) {
  /** Returns the runs that the spans tell of: those that began, and those that were asked for. */
  static Set<Run> namedBy(Collection<ReceivedSpan> spans) {
    return spans.stream()
        .filter(Run::tellsOfRun)
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
