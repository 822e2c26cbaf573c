package dev.throughline.quickstart;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints every trace once, as a tree, when it is finished: no span has come for a second, and every
 * run in it is closed. What comes later for a printed trace is not shown.
 *
 * <p>Thread-safe. Looks when it is told to. Keeps a limited number of traces and forgets the
 * oldest.
 */
final class TracePrinter {
  static final int MAXIMUM_TRACES = 1_000;

  private final PrintStream out;
  private final RunStatus runs;
  private final InstantSource clock;
  private final Map<String, PendingTrace> traces = new LinkedHashMap<>();

  TracePrinter(PrintStream out, RunStatus runs, InstantSource clock) {
    this.out = out;
    this.runs = runs;
    this.clock = clock;
  }

  /** Takes spans of any traces. */
  void add(List<ReceivedSpan> spans) {
    Instant now = clock.instant();
    synchronized (traces) {
      for (ReceivedSpan span : spans) {
        traces.computeIfAbsent(span.traceId(), id -> new PendingTrace()).add(span, now);
      }
      Iterator<String> oldest = traces.keySet().iterator();
      while (traces.size() > MAXIMUM_TRACES) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Prints the traces that are finished now. */
  void printFinished() {
    due()
        .forEach(
            (id, trace) -> {
              List<ReceivedSpan> spans = trace.spans();
              boolean closed = Run.namedBy(spans).stream().allMatch(runs::isClosed);
              if (trace.finish(spans.size(), closed, clock.instant())) {
                out.println("\ntrace " + id + "\n" + SpanTree.of(spans).draw() + "\n");
              }
            });
  }

  private Map<String, PendingTrace> due() {
    Map<String, PendingTrace> due = new LinkedHashMap<>();
    Instant now = clock.instant();
    synchronized (traces) {
      traces.forEach(
          (id, trace) -> {
            if (trace.isDue(now)) {
              due.put(id, trace);
            }
          });
    }
    return due;
  }
}
