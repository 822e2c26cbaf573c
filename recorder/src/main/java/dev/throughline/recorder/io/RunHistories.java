package dev.throughline.recorder.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.throughline.tracing.contract.Run;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The runs of a namespace and their event histories, as a Temporal service tells them. Each call is
 * made once; what to do when it fails is the caller's business.
 *
 * <p>Thread safety: all methods may be called by any thread. Failure: {@link
 * StatusRuntimeException}, with the status that the service gave.
 */
public final class RunHistories {
  private static final int PAGE_EVENTS = 1_000;
  private static final long RPC_SECONDS = 10;

  /** What no later try will change. */
  private static final Set<Status.Code> FOR_GOOD =
      Set.of(
          Status.Code.NOT_FOUND,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.DATA_LOSS,
          Status.Code.OUT_OF_RANGE);

  /** Takes the events of a history. */
  public interface Events<E extends Exception> {
    void accept(HistoryEvent event) throws E;
  }

  private final WorkflowServiceStubs stubs;
  private final String namespace;

  public RunHistories(WorkflowServiceStubs stubs, String namespace) {
    this.stubs = stubs;
    this.namespace = namespace;
  }

  /**
   * A page of the runs that a visibility query finds.
   *
   * @param pageToken empty for the first page
   */
  public RunPage list(String query, int pageSize, ByteString pageToken) {
    ListWorkflowExecutionsResponse page =
        stub()
            .listWorkflowExecutions(
                ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setQuery(query)
                    .setPageSize(pageSize)
                    .setNextPageToken(pageToken)
                    .build());
    List<ListedRun> runs = page.getExecutionsList().stream().map(this::listed).toList();
    return new RunPage(runs, page.getNextPageToken());
  }

  /** How many runs a visibility query finds, which a large store may only estimate. */
  public long count(String query) {
    return stub()
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace(namespace)
                .setQuery(query)
                .build())
        .getCount();
  }

  /**
   * Reads a run's history, page by page; no more than a page of it is in memory.
   *
   * @param out takes the events in their order
   * @throws UnreadableHistoryException if it cannot be read for good; what came before has been
   *     handed out
   */
  public <E extends Exception> void read(Run run, Events<E> out)
      throws UnreadableHistoryException, E {
    ByteString token = ByteString.EMPTY;
    int size = PAGE_EVENTS;
    boolean more = true;
    while (more) {
      GetWorkflowExecutionHistoryResponse page = null;
      try {
        page = page(run, size, token);
      } catch (StatusRuntimeException e) {
        if (isTooLarge(e) && size > 1) {
          size /= 10; // 1,000, 100, 10, 1
        } else if (isTooLarge(e) || FOR_GOOD.contains(e.getStatus().getCode())) {
          throw new UnreadableHistoryException(e.getStatus().toString(), e);
        } else {
          throw e;
        }
      }
      if (page != null) {
        for (HistoryEvent event : page.getHistory().getEventsList()) {
          out.accept(event);
        }
        token = page.getNextPageToken();
        more = !token.isEmpty();
      }
    }
  }

  private GetWorkflowExecutionHistoryResponse page(Run run, int size, ByteString token) {
    return stub()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(
                    WorkflowExecution.newBuilder()
                        .setWorkflowId(run.workflowId())
                        .setRunId(run.runId()))
                .setMaximumPageSize(size)
                .setNextPageToken(token)
                .build());
  }

  /** The client's own limit for one message, or the server's for what it sends. */
  private static boolean isTooLarge(StatusRuntimeException e) {
    String description = e.getStatus().getDescription();
    return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
        && description != null
        && (description.contains("larger than max")
            || description.contains("exceeds maximum size"));
  }

  private WorkflowServiceBlockingStub stub() {
    return stubs.blockingStub().withDeadline(Deadline.after(RPC_SECONDS, TimeUnit.SECONDS));
  }

  private ListedRun listed(WorkflowExecutionInfo info) {
    WorkflowExecution execution = info.getExecution();
    return new ListedRun(
        new Run(namespace, execution.getWorkflowId(), execution.getRunId()),
        info.getType().getName(),
        info.hasCloseTime() ? instant(info.getCloseTime()) : null);
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
