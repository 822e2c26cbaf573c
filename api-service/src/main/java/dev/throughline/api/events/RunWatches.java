package dev.throughline.api.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.WorkflowExecution;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * All who watch runs. One thread keeps the time for them; nobody has one of their own.
 *
 * <p>Thread-safe.
 */
public final class RunWatches implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final TemporalService temporal;
  private final ReadableFields fields;
  private final EventsFactory config;
  private final ScheduledExecutorService timer;
  private final Map<WorkflowExecution, RunFeed> feeds = new HashMap<>();
  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private boolean draining;

  /**
   * Nobody watches yet.
   *
   * @param json writes failures
   */
  public RunWatches(TemporalService temporal, ObjectMapper json, EventsFactory config) {
    this.temporal = temporal;
    this.fields = new ReadableFields(temporal.client().getOptions().getDataConverter(), json);
    this.config = config;
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "run-watches");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    this.timer = clock;
    long heartbeat = config.heartbeat().toMillis();
    var unused =
        timer.scheduleAtFixedRate(
            () -> watching().forEach(Watcher::heartbeat),
            heartbeat,
            heartbeat,
            TimeUnit.MILLISECONDS);
  }

  /**
   * Answers with a stream from now on.
   *
   * @param run with its run id
   * @param resumedAfter the last event that the watcher has; 0 for none
   * @throws dev.throughline.api.problem.ProblemException 503 when too many watch, or the service
   *     stops
   */
  void watch(
      WorkflowExecution run,
      long resumedAfter,
      boolean numberedIds,
      boolean follows,
      AsyncContext request)
      throws IOException {
    enter(run, resumedAfter, numberedIds, follows, request).begin();
  }

  private synchronized Watcher enter(
      WorkflowExecution run,
      long resumedAfter,
      boolean numberedIds,
      boolean follows,
      AsyncContext request)
      throws IOException {
    RunFeed known = feeds.get(run);
    if (draining) {
      throw Problem.of(503, "The service stops; try again.").exception();
    } else if (watchers.size() >= config.maxWatchers()
        || (known != null && known.size() >= config.maxWatchersPerRun())) {
      throw Problem.of(503, "Too many watch; try again later, or ask for the run itself.")
          .exception();
    }
    RunFeed feed = feed(run);
    Watcher watcher = new Watcher(this, feed, resumedAfter, numberedIds, follows, request);
    watchers.add(watcher);
    feed.enter(watcher);
    feeds.put(run, feed);
    return watcher;
  }

  private RunFeed feed(WorkflowExecution run) {
    RunFeed known = feeds.get(run);
    return known == null ? new RunFeed(temporal, run, fields, timer) : known;
  }

  /** Moves a watcher on along the chain, unless it has left. */
  synchronized boolean follows(Watcher watcher, String nextRunId) {
    if (!watchers.contains(watcher)) {
      return false;
    }
    stop(watcher);
    RunFeed next = feed(TemporalService.run(watcher.feed().run().getWorkflowId(), nextRunId));
    next.enter(watcher);
    feeds.put(next.run(), next);
    watcher.moveTo(next);
    return true;
  }

  /** Whether no run takes the place of one that has closed. Fails as Temporal does. */
  CompletableFuture<Boolean> isLast(WorkflowExecution closed) {
    EventTranslator translator = new EventTranslator(closed, fields);
    return temporal
        .closing(closed, DEADLINE)
        .thenApply(
            event -> {
              translator.translate(event == null ? List.of() : List.of(event));
              return event != null && translator.nextRunId() == null;
            });
  }

  /** Forgets a watcher, soon: called with locks held that forgetting takes the other way round. */
  void leaves(Watcher watcher) {
    try {
      timer.execute(() -> forget(watcher));
    } catch (RejectedExecutionException e) {
      // All are forgotten.
    }
  }

  private synchronized void forget(Watcher watcher) {
    watchers.remove(watcher);
    stop(watcher);
  }

  private void stop(Watcher watcher) {
    watcher.stop();
    if (watcher.feed().size() == 0) {
      feeds.remove(watcher.feed().run());
    }
  }

  private synchronized List<Watcher> watching() {
    return List.copyOf(watchers);
  }

  /** How many watch. */
  public synchronized int size() {
    return watchers.size();
  }

  /** Ends every stream with a hint to come back, and begins none any more. */
  public void drain() {
    synchronized (this) {
      draining = true;
    }
    watching().forEach(Watcher::drain);
  }

  @Override
  public void close() {
    drain();
    timer.shutdown();
  }
}
