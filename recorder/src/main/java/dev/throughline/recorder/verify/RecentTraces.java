package dev.throughline.recorder.verify;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The traces that were read last: the runs of a trace often follow each other. A page of runs has
 * its own, so that a trace is never older than the list of the runs that are looked up in it.
 */
final class RecentTraces {
  private static final int KEPT = 4;

  private final StoredTraces traces;
  private final Map<String, StoredTrace> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StoredTrace> eldest) {
          return size() > KEPT;
        }
      };

  RecentTraces(StoredTraces traces) {
    this.traces = traces;
  }

  StoredTrace get(String traceId) {
    return recent.computeIfAbsent(traceId, id -> new StoredTrace(traces.read(id)));
  }
}
