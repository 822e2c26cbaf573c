package dev.throughline.api.events;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
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
 * Temporal as far as a stream needs it: histories page by page, and polls that wait for more. A
 * run's id is its workflow's with {@code -run}.
 */
final class FakeTemporal extends WorkflowServiceImplBase implements AutoCloseable {
  private final Map<String, List<HistoryEvent>> runs = new HashMap<>();
  private final Map<String, List<PendingActivityInfo>> pending = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Server server;
  private int largestPage = Integer.MAX_VALUE;
  private boolean away;
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
  synchronized void happen(String workflowId, List<HistoryEvent> events) {
    runs.computeIfAbsent(workflowId, id -> new ArrayList<>()).addAll(events);
    List<Waiting> woken =
        waiting.stream()
            .filter(poll -> poll.request().getExecution().getWorkflowId().equals(workflowId))
            .toList();
    waiting.removeAll(woken);
    woken.forEach(poll -> getWorkflowExecutionHistory(poll.request(), poll.caller()));
  }

  synchronized void pending(String workflowId, PendingActivityInfo... activities) {
    pending.put(workflowId, List.of(activities));
  }

  synchronized void pagesOf(int events) {
    largestPage = events;
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
    return runs.getOrDefault(workflowId, List.of()).size();
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
    List<HistoryEvent> events = known(workflowId, caller);
    if (events != null) {
      WorkflowExecutionInfo.Builder info =
          WorkflowExecutionInfo.newBuilder()
              .setHistoryLength(events.size())
              .setStatus(
                  isClosed(events)
                      ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED
                      : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
      info.getExecutionBuilder().setWorkflowId(workflowId).setRunId(workflowId + "-run");
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
    List<HistoryEvent> events = known(request.getExecution().getWorkflowId(), caller);
    if (events == null) {
      return;
    }
    String token = request.getNextPageToken().toStringUtf8();
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    if (from == events.size()) {
      Waiting poll =
          new Waiting(
              request, (ServerCallStreamObserver<GetWorkflowExecutionHistoryResponse>) caller);
      if (!poll.caller().isCancelled()) {
        waiting.add(poll);
      }
      return;
    }
    int to = Math.min(events.size(), from + Math.min(largestPage, request.getMaximumPageSize()));
    boolean last = to == events.size() && isClosed(events);
    caller.onNext(
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(History.newBuilder().addAllEvents(events.subList(from, to)))
            .setNextPageToken(last ? ByteString.EMPTY : ByteString.copyFromUtf8("" + to))
            .build());
    caller.onCompleted();
  }

  private @Nullable List<HistoryEvent> known(String workflowId, StreamObserver<?> caller) {
    if (caller instanceof ServerCallStreamObserver<?> call && call.isCancelled()) {
      return null;
    }
    List<HistoryEvent> events = runs.get(workflowId);
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
