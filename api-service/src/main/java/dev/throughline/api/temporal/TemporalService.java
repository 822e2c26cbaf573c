package dev.throughline.api.temporal;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceFutureStub;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Temporal service of one namespace, as the resources call it: every call has a deadline, and
 * waiting takes no thread.
 *
 * <p>What a caller does to a run (start, signal, update, query, cancel, terminate) goes through
 * {@link #client()}, whose interceptors make the CLIENT spans and headers of the trace contract;
 * what only looks, through {@link #calls()}.
 *
 * <p>Thread-safe. Failures: {@link StatusRuntimeException} as Temporal answers, which the problem
 * mapper understands.
 */
public final class TemporalService {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** Somewhat longer than the server holds a long poll. */
  private static final Duration LONG_POLL = Duration.ofSeconds(30);

  private final WorkflowClient client;

  public TemporalService(WorkflowClient client) {
    this.client = client;
  }

  /** The traced client. */
  public WorkflowClient client() {
    return client;
  }

  public String namespace() {
    return client.getOptions().getNamespace();
  }

  /** Calls that answer within three seconds, or fail with DEADLINE_EXCEEDED. */
  public WorkflowServiceBlockingStub calls() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Calls that do not block. */
  public WorkflowServiceFutureStub laterCalls(Duration deadline) {
    return client
        .getWorkflowServiceStubs()
        .futureStub()
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Names a run.
   *
   * @param runId empty for the latest
   */
  public static WorkflowExecution run(String workflowId, String runId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }

  /**
   * What Temporal has about a run.
   *
   * @param run with a run id, or without for the latest
   */
  public DescribeWorkflowExecutionResponse describe(WorkflowExecution run) {
    return calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace())
                .setExecution(run)
                .build());
  }

  /** The run's first event: its input, its header, what started it. */
  public HistoryEvent firstEvent(WorkflowExecution run) {
    return calls()
        .getWorkflowExecutionHistory(history(run).setMaximumPageSize(1).build())
        .getHistory()
        .getEvents(0);
  }

  /** The last event of a run that has closed; of one that goes on there is none. */
  public HistoryEvent closingEvent(WorkflowExecution run) {
    return calls()
        .getWorkflowExecutionHistory(
            history(run)
                .setMaximumPageSize(1)
                .setHistoryEventFilterType(
                    HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                .build())
        .getHistory()
        .getEvents(0);
  }

  /**
   * Waits for a run to close, without a thread.
   *
   * @param run with a run id, or without for the latest
   * @param wait at most this long
   * @return completes with the closing event, or with {@code null} when the run still goes on after
   *     {@code wait}; fails as Temporal does. Canceling it ends the waiting
   */
  public CompletableFuture<@Nullable HistoryEvent> closing(WorkflowExecution run, Duration wait) {
    CompletableFuture<@Nullable HistoryEvent> closing = new CompletableFuture<>();
    closing.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    poll(run, ByteString.EMPTY, closing);
    return closing;
  }

  private void poll(
      WorkflowExecution run, ByteString token, CompletableFuture<@Nullable HistoryEvent> closing) {
    ListenableFuture<GetWorkflowExecutionHistoryResponse> answer =
        laterCalls(LONG_POLL)
            .getWorkflowExecutionHistory(
                history(run)
                    .setWaitNewEvent(true)
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .setNextPageToken(token)
                    .build());
    var unused = closing.whenComplete((event, failure) -> answer.cancel(false));
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable GetWorkflowExecutionHistoryResponse polled) {
            if (requireNonNull(polled).getHistory().getEventsCount() > 0) {
              closing.complete(polled.getHistory().getEvents(0));
            } else if (!closing.isDone()) {
              poll(run, polled.getNextPageToken(), closing);
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED
                && !closing.isDone()) {
              poll(run, token, closing);
            } else {
              closing.completeExceptionally(failure);
            }
          }
        },
        MoreExecutors.directExecutor());
  }

  private GetWorkflowExecutionHistoryRequest.Builder history(WorkflowExecution run) {
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace(namespace())
        .setExecution(run);
  }
}
