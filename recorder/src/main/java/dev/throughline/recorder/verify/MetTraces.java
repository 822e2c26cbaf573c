package dev.throughline.recorder.verify;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runs of one trace share: its orphans and conflicts are told with the first of them, and an
 * orphan is none any more when another run's repair brings its parent.
 *
 * <p>It remembers the last hundred thousand of each. What is forgotten may be told again, or counts
 * as an orphan until the next verification.
 */
final class MetTraces {
  private static final int REMEMBERED = 100_000;

  private final Map<String, Boolean> met = remembering();
  private final Map<String, Integer> orphansByParent = remembering();
  private long orphans;

  /** Whether it is the first time that a run is in this trace. */
  boolean meet(String traceId) {
    return met.put(traceId, true) == null;
  }

  void add(String traceId, List<StoredSpan> newOrphans) {
    for (StoredSpan orphan : newOrphans) {
      orphansByParent.merge(traceId + orphan.parentSpanId(), 1, Integer::sum);
    }
    orphans += newOrphans.size();
  }

  /** Spans have come. */
  void repaired(List<SpanData> spans) {
    for (SpanData span : spans) {
      Integer children = orphansByParent.remove(span.getTraceId() + span.getSpanId());
      orphans -= children == null ? 0 : children;
    }
  }

  /** How many there are, still. */
  long orphans() {
    return orphans;
  }

  private static <V> Map<String, V> remembering() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
