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
 * run in it has its {@code CompleteWorkflow} bar. What comes later for a printed trace is not
 * shown. The spans that come say which trace to look at; what is in it the store knows, also from
 * before a crash.
 *
 * <p>Thread-safe. Looks when it is told to. Keeps a limited number of traces and forgets the
 * oldest.
 */
final class TracePrinter {
  static final int MAXIMUM_TRACES = 1_000;

  private final PrintStream out;
  private final TraceStore store;
  private final InstantSource clock;
  private final Map<String, PendingTrace> traces = new LinkedHashMap<>();

  TracePrinter(PrintStream out, TraceStore store, InstantSource clock) {
    this.out = out;
    this.store = store;
    this.clock = clock;
  }

  /** Takes spans of any traces. */
  void add(List<ReceivedSpan> spans) {
    Instant now = clock.instant();
    synchronized (traces) {
      for (ReceivedSpan span : spans) {
        traces.computeIfAbsent(span.traceId(), id -> new PendingTrace()).touch(now);
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
              int seen = trace.touches();
              List<ReceivedSpan> spans = store.spans(id);
              if (trace.finish(seen, Run.areAllClosed(spans))) {
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
