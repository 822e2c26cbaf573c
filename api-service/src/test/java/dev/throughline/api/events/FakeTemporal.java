package dev.throughline.api.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Temporal as far as a stream needs it: histories page by page, and polls that wait for more. The
 * first run's id is its workflow's with {@code -run}.
 */
final class FakeTemporal extends WorkflowServiceImplBase implements AutoCloseable {
  /** By run id. */
  private final Map<String, List<HistoryEvent>> runs = new HashMap<>();

  private final Map<String, List<PendingActivityInfo>> pending = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Server server;
  private int largestPage = Integer.MAX_VALUE;
  private boolean away;
  private boolean paused;
  private int looks;

  private record Waiting(
      GetWorkflowExecutionHistoryRequest request,
      ServerCallStreamObserver<GetWorkflowExecutionHistoryResponse> caller) {}

  FakeTemporal() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Has events happen, one after the other, at once. */
  void happen(String workflowId, List<HistoryEvent> events) {
    happenIn(firstRun(workflowId), events);
  }

  /** The same, in any run. */
  synchronized void happenIn(String runId, List<HistoryEvent> events) {
    happenUnheard(runId, events);
    List<Waiting> woken =
        waiting.stream()
            .filter(poll -> runId(poll.request().getExecution()).equals(runId))
            .toList();
    waiting.removeAll(woken);
    woken.forEach(poll -> getWorkflowExecutionHistory(poll.request(), poll.caller()));
  }

  /** The same, but polls that wait do not hear of it until more happens. */
  synchronized void happenUnheard(String runId, List<HistoryEvent> events) {
    runs.computeIfAbsent(runId, id -> new ArrayList<>()).addAll(events);
  }

  private static String firstRun(String workflowId) {
    return workflowId + "-run";
  }

  private static String runId(WorkflowExecution run) {
    return run.getRunId().isEmpty() ? firstRun(run.getWorkflowId()) : run.getRunId();
  }

  synchronized void pending(String workflowId, PendingActivityInfo... activities) {
    pending.put(workflowId, List.of(activities));
  }

  synchronized void pagesOf(int events) {
    largestPage = events;
  }

  /** Whether runs that have not closed are paused. */
  synchronized void paused(boolean arePaused) {
    paused = arePaused;
  }

  /** Refuses every call from now on, and those that wait. */
  synchronized void away(boolean isAway) {
    away = isAway;
    if (isAway) {
      waiting.forEach(poll -> poll.caller().onError(Status.UNAVAILABLE.asRuntimeException()));
      waiting.clear();
    }
  }

  /** How many polls wait for what happens to a workflow. */
  synchronized long polls(String workflowId) {
    return waiting.stream()
        .filter(poll -> poll.request().getExecution().getWorkflowId().equals(workflowId))
        .filter(poll -> !poll.caller().isCancelled())
        .count();
  }

  synchronized int length(String workflowId) {
    return runs.getOrDefault(firstRun(workflowId), List.of()).size();
  }

  synchronized int looks() {
    return looks;
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> caller) {
    caller.onNext(GetSystemInfoResponse.getDefaultInstance());
    caller.onCompleted();
  }

  @Override
  public synchronized void describeWorkflowExecution(
      DescribeWorkflowExecutionRequest request,
      StreamObserver<DescribeWorkflowExecutionResponse> caller) {
    looks++;
    String workflowId = request.getExecution().getWorkflowId();
    String runId = runId(request.getExecution());
    List<HistoryEvent> events = known(runId, caller);
    if (events != null) {
      WorkflowExecutionInfo.Builder info =
          WorkflowExecutionInfo.newBuilder()
              .setHistoryLength(events.size())
              .setStatus(
                  paused
                      ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED
                      : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
      if (isClosed(events)) {
        info.setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED)
            .setCloseTime(Timestamp.newBuilder().setSeconds(1));
      }
      info.getExecutionBuilder().setWorkflowId(workflowId).setRunId(runId);
      caller.onNext(
          DescribeWorkflowExecutionResponse.newBuilder()
              .setWorkflowExecutionInfo(info)
              .addAllPendingActivities(pending.getOrDefault(workflowId, List.of()))
              .build());
      caller.onCompleted();
    }
  }

  @Override
  public synchronized void getWorkflowExecutionHistory(
      GetWorkflowExecutionHistoryRequest request,
      StreamObserver<GetWorkflowExecutionHistoryResponse> caller) {
    List<HistoryEvent> events = known(runId(request.getExecution()), caller);
    if (events == null) {
      return;
    }
    String token = request.getNextPageToken().toStringUtf8();
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    if (request.getHistoryEventFilterType()
            == HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT
        && isClosed(events)) {
      from = events.size() - 1;
    }
    if (from == events.size()) {
      Waiting poll =
          new Waiting(
              request, (ServerCallStreamObserver<GetWorkflowExecutionHistoryResponse>) caller);
      if (!poll.caller().isCancelled()) {
        waiting.add(poll);
      }
      return;
    }
    int asked = request.getMaximumPageSize() == 0 ? 1000 : request.getMaximumPageSize();
    int to = Math.min(events.size(), from + Math.min(largestPage, asked));
    boolean last = to == events.size() && isClosed(events);
    caller.onNext(
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(History.newBuilder().addAllEvents(events.subList(from, to)))
            .setNextPageToken(last ? ByteString.EMPTY : ByteString.copyFromUtf8("" + to))
            .build());
    caller.onCompleted();
  }

  private @Nullable List<HistoryEvent> known(String runId, StreamObserver<?> caller) {
    if (caller instanceof ServerCallStreamObserver<?> call && call.isCancelled()) {
      return null;
    }
    List<HistoryEvent> events = runs.get(runId);
    if (away || events == null) {
      caller.onError((away ? Status.UNAVAILABLE : Status.NOT_FOUND).asRuntimeException());
      return null;
    }
    return events;
  }

  static boolean isClosed(List<HistoryEvent> events) {
    return switch (events.get(events.size() - 1).getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          true;
      default -> false;
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
