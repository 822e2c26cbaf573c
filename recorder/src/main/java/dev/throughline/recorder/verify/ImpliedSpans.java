package dev.throughline.recorder.verify;

import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.recorder.ReportedAttempt;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks up what one run's history implies as it comes, and keeps what is not stored. */
final class ImpliedSpans implements HistoryDerivation.Output {
  private final RecentTraces stored;
  private final Set<String> traceIds = new LinkedHashSet<>();
  private final List<SpanData> missing = new ArrayList<>();
  private final List<ReportedAttempt> missingAttempts = new ArrayList<>();
  private long implied;

  ImpliedSpans(RecentTraces stored) {
    this.stored = stored;
  }

  @Override
  public void span(SpanData span) {
    implied++;
    if (!trace(span.getTraceId()).has(span.getSpanId())) {
      missing.add(span);
    }
  }

  @Override
  public void attempt(ReportedAttempt attempt) {
    implied++;
    if (!trace(attempt.parent().getTraceId()).has(attempt)) {
      missingAttempts.add(attempt);
    }
  }

  private StoredTrace trace(String traceId) {
    traceIds.add(traceId);
    return stored.get(traceId);
  }

  long implied() {
    return implied;
  }

  long stored() {
    return implied - missing.size() - missingAttempts.size();
  }

  /** The traces that the run's spans are in, its own first. */
  Set<String> traceIds() {
    return traceIds;
  }

  List<SpanData> missing() {
    return missing;
  }

  List<ReportedAttempt> missingAttempts() {
    return missingAttempts;
  }
}
