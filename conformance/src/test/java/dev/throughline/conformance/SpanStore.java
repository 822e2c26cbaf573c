package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.SpanTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Every span that arrived, in the order of arrival, repeats included. Thread-safe. */
final class SpanStore {
  private record Id(String trace, String span) {
    static Id of(ReceivedSpan span) {
      return new Id(span.traceId(), span.spanId());
    }
  }

  private final List<ReceivedSpan> spans = new ArrayList<>();

  synchronized void add(List<ReceivedSpan> arrived) {
    spans.addAll(arrived);
    notifyAll();
  }

  /** Returns all spans in the order of arrival. */
  synchronized List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  /** Returns the spans of a trace in the order of arrival. */
  List<ReceivedSpan> trace(String traceId) {
    return spans().stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  /** Returns the spans that are byte for byte what came before with the same ids. */
  List<ReceivedSpan> duplicates() {
    Map<Id, ReceivedSpan> first = new HashMap<>();
    return spans().stream()
        .filter(span -> span.equals(first.putIfAbsent(Id.of(span), span)))
        .toList();
  }

  /**
   * Returns the spans that differ from what came first with the same ids, in the span's own bytes,
   * its resource or its scope. The contract allows none.
   */
  List<ReceivedSpan> conflicts() {
    Map<Id, ReceivedSpan> first = new HashMap<>();
    return spans().stream()
        .filter(span -> !span.equals(first.computeIfAbsent(Id.of(span), id -> span)))
        .toList();
  }

  /**
   * Checks what must hold for every trace once things are quiet: no span names a parent that is not
   * here, and no span is here with two contents.
   */
  void assertComplete() {
    Map<String, List<ReceivedSpan>> traces =
        spans().stream().collect(Collectors.groupingBy(ReceivedSpan::traceId));
    assertThat(traces.values())
        .allSatisfy(
            trace -> {
              SpanTree tree = SpanTree.of(trace);
              assertThat(tree.orphans()).as(tree.draw()).isEmpty();
            });
    assertThat(conflicts()).isEmpty();
  }

  /**
   * Waits until the tree of a trace is as wanted, and returns it.
   *
   * @throws AssertionError if it is not in time; the message draws what is there
   */
  synchronized SpanTree awaitTrace(String traceId, Predicate<SpanTree> wanted, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      SpanTree tree = SpanTree.of(trace(traceId));
      if (wanted.test(tree)) {
        return tree;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(
            "After " + limit.toMillis() + " ms trace " + traceId + " is\n" + tree.draw());
      }
      wait(left);
    }
  }
}
