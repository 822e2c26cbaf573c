package dev.throughline.recorder.sweep;

import com.google.protobuf.ByteString;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.io.RunPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds closed runs, the oldest first. Visibility lists the newest first and takes no order, so a
 * long backlog is cut into windows of time that fit into memory.
 */
final class ClosedRuns {
  private static final int PAGE = 1_000;
  private static final int MOST = 5_000;
  private static final Duration NARROWEST = Duration.ofMillis(1);

  private final RunHistories histories;

  /**
   * Closed runs, the oldest first.
   *
   * @param until where the window ends, {@code null} if there are no more
   */
  record Window(List<ListedRun> runs, @Nullable Instant until) {}

  ClosedRuns(RunHistories histories) {
    this.histories = histories;
  }

  /** The runs that closed at an instant or later, up to some instant after it. */
  Window since(Instant from) {
    String query = "ExecutionStatus != 'Running' AND CloseTime >= '" + from + "'";
    RunPage first = histories.list(query, PAGE, ByteString.EMPTY);
    if (first.isLast() || histories.count(query) <= MOST) {
      return new Window(sorted(query, first), null);
    }
    Instant until =
        first.runs().stream()
            .map(ListedRun::closeTime)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(from);
    String window;
    do {
      Duration half = Duration.between(from, until).dividedBy(2);
      until = from.plus(half.compareTo(NARROWEST) < 0 ? NARROWEST : half);
      window = query + " AND CloseTime <= '" + until + "'";
    } while (Duration.between(from, until).compareTo(NARROWEST) > 0
        && histories.count(window) > MOST);
    return new Window(sorted(window, histories.list(window, PAGE, ByteString.EMPTY)), until);
  }

  private List<ListedRun> sorted(String query, RunPage first) {
    List<ListedRun> runs = new ArrayList<>(first.runs());
    ByteString token = first.nextToken();
    while (!token.isEmpty()) {
      RunPage page = histories.list(query, PAGE, token);
      runs.addAll(page.runs());
      token = page.nextToken();
    }
    runs.removeIf(run -> run.closeTime() == null);
    runs.sort(Comparator.comparing(run -> Objects.requireNonNull(run.closeTime())));
    return runs;
  }
}
