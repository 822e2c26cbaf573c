package dev.throughline.recorder.verify;

import dev.throughline.recorder.ReportedAttempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is stored of one trace, for looking up. Immutable. */
final class StoredTrace {
  /** The attempt of a local activity in history, which does not tell its number. */
  private static final long ANY = 0;

  private final Set<String> ids = new HashSet<>();
  private final Set<Attempt> attempts = new HashSet<>();
  private final List<StoredSpan> withParent = new ArrayList<>();
  private final List<StoredSpan> conflicts = new ArrayList<>();

  private record Attempt(
      String parentSpanId, String name, @Nullable String activityId, long number) {}

  StoredTrace(List<StoredSpan> spans) {
    Map<String, Object> contents = new HashMap<>();
    for (StoredSpan span : spans) {
      Object first = contents.putIfAbsent(span.spanId(), span.content());
      if (first == null) {
        add(span);
      } else if (!first.equals(span.content())) {
        conflicts.add(span);
      }
    }
  }

  private void add(StoredSpan span) {
    ids.add(span.spanId());
    attempts.add(attempt(span, span.attempt()));
    attempts.add(attempt(span, ANY));
    // The parent of a SERVER span is its caller's, who may store spans elsewhere.
    if (!span.parentSpanId().isEmpty() && !span.server()) {
      withParent.add(span);
    }
  }

  private static Attempt attempt(StoredSpan span, long number) {
    return new Attempt(span.parentSpanId(), span.name(), span.activityId(), number);
  }

  boolean has(String spanId) {
    return ids.contains(spanId);
  }

  boolean has(ReportedAttempt attempt) {
    return attempts.contains(
        new Attempt(
            attempt.parent().getSpanId(),
            "RunActivity:" + attempt.activityType(),
            attempt.activityId(),
            attempt.attempt()));
  }

  /** The spans whose parent is neither here nor among those that have come since. */
  List<StoredSpan> orphans(Set<String> added) {
    return withParent.stream()
        .filter(span -> !has(span.parentSpanId()) && !added.contains(span.parentSpanId()))
        .toList();
  }

  /** Each further content of an id that has one already. */
  List<StoredSpan> conflicts() {
    return conflicts;
  }
}
