package dev.throughline.api.events;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.util.Timestamps;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes of one run, for all of its watchers: one long poll for history, and while activities
 * are pending one look a second at them, as long as somebody watches. Thread-safe.
 */
final class RunFeed {
  private static final Duration LOOK_DEADLINE = Duration.ofSeconds(3);
  private static final long LOOK_EVERY_MILLIS = 1000;

  private final TemporalService temporal;
  private final WorkflowExecution run;
  private final ReadableFields fields;
  private final ScheduledExecutorService timer;

  /** All watchers, and those among them who have read the past. */
  private final Set<Watcher> watchers = new LinkedHashSet<>();

  private final Set<Watcher> upToDate = new LinkedHashSet<>();
  private final PendingActivities activities = new PendingActivities();
  private @Nullable HistoryCursor cursor;
  private boolean looking;

  RunFeed(
      TemporalService temporal,
      WorkflowExecution run,
      ReadableFields fields,
      ScheduledExecutorService timer) {
    this.temporal = temporal;
    this.run = run;
    this.fields = fields;
    this.timer = timer;
  }

  WorkflowExecution run() {
    return run;
  }

  String runId() {
    return run.getRunId();
  }

  /** A place at the start of the run. */
  HistoryCursor newCursor() {
    return new HistoryCursor(temporal, run, new EventTranslator(run, fields), timer);
  }

  synchronized void enter(Watcher watcher) {
    watchers.add(watcher);
  }

  synchronized int size() {
    return watchers.size();
  }

  /**
   * Has a watcher hear what comes. The first one's cursor becomes that of all.
   *
   * @param at how far the watcher has read
   * @return false if there is more to read before
   */
  synchronized boolean join(Watcher watcher, HistoryCursor at) {
    if (!watchers.contains(watcher)) {
      return true;
    }
    if (cursor != null && at.position() < cursor.position()) {
      return false;
    }
    upToDate.add(watcher);
    at.known(activities).forEach(watcher::hear);
    if (cursor == null) {
      cursor = at;
      cursor.next(new All(this, at));
    }
    lookLater();
    return true;
  }

  /**
   * Forgets a watcher; with the last one that was up to date the polls stop.
   *
   * @param own the watcher's cursor
   */
  synchronized void leave(Watcher watcher, HistoryCursor own) {
    watchers.remove(watcher);
    upToDate.remove(watcher);
    if (own != cursor) {
      own.stop();
    }
    if (upToDate.isEmpty() && cursor != null) {
      cursor.stop();
      cursor = null;
      activities.forget();
    }
  }

  /**
   * Reads for all who are up to date.
   *
   * @param own theirs, until the last of them leaves: an answer may be on its way here then, while
   *     those who come next have another
   */
  private record All(RunFeed feed, HistoryCursor own) implements HistoryCursor.Reader {
    @Override
    public void read(List<RunEvent> events) {
      for (Watcher watcher : feed.tell(own, events)) {
        watcher.ended(requireNonNull(own.end()), own.nextRunId());
      }
    }

    @Override
    public void away() {
      feed.away(own);
    }

    @Override
    public void lost() {
      feed.lost(own);
    }
  }

  /** Returns those for whom this is the end. */
  private synchronized List<Watcher> tell(HistoryCursor from, List<RunEvent> events) {
    if (from != cursor) {
      return List.of();
    }
    events.forEach(event -> upToDate.forEach(watcher -> watcher.hear(event)));
    if (from.end() != null) {
      return List.copyOf(upToDate);
    }
    from.next(new All(this, from));
    lookLater();
    return List.of();
  }

  private synchronized void away(HistoryCursor from) {
    if (from == cursor) {
      upToDate.forEach(Watcher::away);
    }
  }

  private synchronized void lost(HistoryCursor from) {
    if (from == cursor) {
      // Whoever comes next reads with a cursor of their own.
      cursor.stop();
      cursor = null;
      upToDate.forEach(Watcher::lost);
    }
  }

  private synchronized void lookLater() {
    if (!looking && cursor != null && cursor.hasOpenActivities() && !timer.isShutdown()) {
      looking = true;
      var unused = timer.schedule(this::look, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    Futures.addCallback(
        temporal
            .laterCalls(LOOK_DEADLINE)
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setExecution(run)
                    .build()),
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable DescribeWorkflowExecutionResponse answer) {
            looked(requireNonNull(answer));
          }

          @Override
          public void onFailure(Throwable failure) {
            // The history's poll tells watchers when Temporal is away.
            looked(DescribeWorkflowExecutionResponse.getDefaultInstance());
          }
        },
        MoreExecutors.directExecutor());
  }

  private synchronized void looked(DescribeWorkflowExecutionResponse answer) {
    looking = false;
    if (cursor != null && answer.hasWorkflowExecutionInfo()) {
      cursor
          .changes(
              activities,
              answer.getPendingActivitiesList(),
              Timestamps.fromMillis(System.currentTimeMillis()))
          .forEach(event -> upToDate.forEach(watcher -> watcher.hear(event)));
    }
    lookLater();
  }
}
