package dev.throughline.recorder;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.throughline.recorder.io.RunHistories;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers for a Temporal service with golden histories, a few runs and a few events a page. The
 * query is the workflow id that is wanted, or {@code all}; others are not understood.
 */
final class StandInTemporal extends WorkflowServiceImplBase implements AutoCloseable {
  private static final int PAGE_RUNS = 7;
  private static final int PAGE_EVENTS = 10;

  private final Map<String, WorkflowExecutionInfo> runs =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, List<HistoryEvent>> histories =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Server server;
  private final WorkflowServiceStubs stubs;
  private final AtomicInteger refusals = new AtomicInteger();

  StandInTemporal() throws IOException {
    server = NettyServerBuilder.forPort(0).addService(this).build().start();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + server.getPort())
                .build());
  }

  RunHistories runs() {
    return new RunHistories(stubs, "default");
  }

  void clear() {
    runs.clear();
    histories.clear();
    refusals.set(0);
  }

  /** The next calls, so many, find nobody there. */
  void refuse(int calls) {
    refusals.set(calls);
  }

  void add(History history) {
    add(history, history.run().workflowId(), "Type");
  }

  /** A closed run with the events of a history. */
  void add(History history, String workflowId, String type) {
    add(history.run().runId(), workflowId, type);
    histories.put(history.run().runId(), history.events());
    runs.computeIfPresent(
        history.run().runId(),
        (id, run) -> run.toBuilder().setCloseTime(Timestamps.fromSeconds(1)).build());
  }

  /** A run that is not closed, and has no history to read either. */
  void add(String runId, String workflowId, String type) {
    WorkflowExecution execution =
        WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
    runs.put(
        runId,
        WorkflowExecutionInfo.newBuilder()
            .setExecution(execution)
            .setType(WorkflowType.newBuilder().setName(type))
            .build());
  }

  void deleteHistory(String runId) {
    histories.remove(runId);
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> observer) {
    observer.onNext(GetSystemInfoResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void listWorkflowExecutions(
      ListWorkflowExecutionsRequest request,
      StreamObserver<ListWorkflowExecutionsResponse> observer) {
    if (refuses(observer)) {
      return;
    }
    List<WorkflowExecutionInfo> found =
        runs.values().stream()
            .filter(
                run ->
                    request.getQuery().equals("all")
                        || run.getExecution().getWorkflowId().equals(request.getQuery()))
            .toList();
    if (found.isEmpty() && !request.getQuery().equals("all")) {
      observer.onError(
          Status.INVALID_ARGUMENT
              .withDescription("invalid query: unable to parse filter")
              .asRuntimeException());
      return;
    }
    int from = from(request.getNextPageToken());
    int to = Math.min(from + PAGE_RUNS, found.size());
    observer.onNext(
        ListWorkflowExecutionsResponse.newBuilder()
            .addAllExecutions(found.subList(from, to))
            .setNextPageToken(token(to, found.size()))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getWorkflowExecutionHistory(
      GetWorkflowExecutionHistoryRequest request,
      StreamObserver<GetWorkflowExecutionHistoryResponse> observer) {
    if (refuses(observer)) {
      return;
    }
    List<HistoryEvent> events = histories.get(request.getExecution().getRunId());
    if (events == null) {
      observer.onError(Status.NOT_FOUND.withDescription("no such run").asRuntimeException());
      return;
    }
    int from = from(request.getNextPageToken());
    int to = Math.min(from + PAGE_EVENTS, events.size());
    observer.onNext(
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(
                io.temporal.api.history.v1.History.newBuilder()
                    .addAllEvents(events.subList(from, to)))
            .setNextPageToken(token(to, events.size()))
            .build());
    observer.onCompleted();
  }

  private boolean refuses(StreamObserver<?> observer) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      return false;
    }
    observer.onError(Status.UNAVAILABLE.withDescription("restarting").asRuntimeException());
    return true;
  }

  private static int from(ByteString token) {
    return token.isEmpty() ? 0 : Integer.parseInt(token.toStringUtf8());
  }

  private static ByteString token(int to, int size) {
    return to == size ? ByteString.EMPTY : ByteString.copyFromUtf8(String.valueOf(to));
  }

  @Override
  public void close() throws InterruptedException {
    stubs.shutdownNow();
    stubs.awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination();
  }
}
