package dev.throughline.api.events;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in the history of a run, which moves on page by page and, at the end, waits for what
 * comes. It takes no thread. When Temporal is away it tries again, less and less often.
 *
 * <p>Thread-safe; one {@link #next} at a time.
 */
final class HistoryCursor {
  private static final Logger log = LoggerFactory.getLogger(HistoryCursor.class);

  /** Somewhat longer than the server holds a long poll. */
  private static final Duration LONG_POLL = Duration.ofSeconds(30);

  private static final int PAGE_EVENTS = 200;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** Who reads. Must not block; called without a lock, and never within {@link #next}. */
  interface Reader {
    /** The next events that are shown; may be none. */
    void read(List<RunEvent> events);

    /** Temporal cannot be reached; the cursor tries on. */
    void away();

    /** The history cannot be read on, such as when it is deleted. */
    void lost();
  }

  private final TemporalService temporal;
  private final WorkflowExecution run;
  private final EventTranslator translator;
  private final ScheduledExecutorService timer;
  private ByteString token = ByteString.EMPTY;
  private long pause = FIRST_PAUSE_MILLIS;
  private boolean pageWasFull;
  private boolean stopped;
  private @Nullable ListenableFuture<?> call;

  HistoryCursor(
      TemporalService temporal,
      WorkflowExecution run,
      EventTranslator translator,
      ScheduledExecutorService timer) {
    this.temporal = temporal;
    this.run = run;
    this.translator = translator;
    this.timer = timer;
  }

  /** Reads on, once. */
  synchronized void next(Reader reader) {
    if (stopped) {
      return;
    }
    ListenableFuture<GetWorkflowExecutionHistoryResponse> answer =
        temporal
            .laterCalls(LONG_POLL)
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setExecution(run)
                    .setWaitNewEvent(true)
                    .setMaximumPageSize(PAGE_EVENTS)
                    .setNextPageToken(token)
                    .build());
    call = answer;
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable GetWorkflowExecutionHistoryResponse page) {
            try {
              List<RunEvent> events = take(requireNonNull(page));
              if (events != null) {
                reader.read(events);
              }
            } catch (RuntimeException e) {
              // Nobody else would hear of it, and watchers would wait for ever.
              log.error("The history of {} cannot be told", run, e);
              reader.lost();
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            failed(failure, reader);
          }
        },
        // Not directly: an answer that is there already would be read within the call of next().
        ForkJoinPool.commonPool());
  }

  private synchronized @Nullable List<RunEvent> take(GetWorkflowExecutionHistoryResponse page) {
    if (stopped) {
      return null;
    }
    token = page.getNextPageToken();
    pause = FIRST_PAUSE_MILLIS;
    pageWasFull = page.getHistory().getEventsCount() >= PAGE_EVENTS;
    return translator.translate(page.getHistory().getEventsList());
  }

  private void failed(Throwable failure, Reader reader) {
    switch (Status.fromThrowable(failure).getCode()) {
      case DEADLINE_EXCEEDED -> next(reader);
      case NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED -> {
        if (!isStopped()) {
          reader.lost();
        }
      }
      default -> {
        if (!isStopped()) {
          reader.away();
          later(reader);
        }
      }
    }
  }

  private synchronized void later(Reader reader) {
    if (!timer.isShutdown()) {
      var unused = timer.schedule(() -> next(reader), pause, TimeUnit.MILLISECONDS);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Reads no more. */
  synchronized void stop() {
    stopped = true;
    if (call != null) {
      call.cancel(false);
    }
  }

  /** Whether the next page is likely one to wait for. */
  synchronized boolean isAtEnd() {
    return !pageWasFull;
  }

  synchronized long position() {
    return translator.position();
  }

  /** The event {@code end}, or null while there may be more. */
  synchronized @Nullable RunEvent end() {
    return translator.end();
  }

  synchronized @Nullable String nextRunId() {
    return translator.nextRunId();
  }

  synchronized boolean hasOpenActivities() {
    return !stopped && translator.end() == null && translator.hasOpenActivities();
  }

  /** What of it has changed, for activities that are open here. */
  synchronized List<RunEvent> changes(
      PendingActivities activities, List<PendingActivityInfo> pending, Timestamp now) {
    return activities.changes(pending, now, translator);
  }

  /** What is known of it, for who has read as far as this. */
  synchronized List<RunEvent> known(PendingActivities activities) {
    return activities.known(translator);
  }
}
