package dev.throughline.worker;

import com.google.protobuf.util.Timestamps;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import java.io.IOException;

/**
 * Answers for a Temporal service with one run, which was terminated before any worker had it: it
 * implies two spans. The query {@code nonsense} is not understood.
 */
final class VerifyTemporal extends WorkflowServiceImplBase implements AutoCloseable {
  private static final WorkflowType TYPE = WorkflowType.newBuilder().setName("Order").build();

  private final Server server;

  VerifyTemporal() throws IOException {
    server = NettyServerBuilder.forPort(0).addService(this).build().start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
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
    if (request.getQuery().equals("nonsense")) {
      String reason = "invalid query: unable to parse filter";
      observer.onError(Status.INVALID_ARGUMENT.withDescription(reason).asRuntimeException());
      return;
    }
    if (request.getQuery().equals("none")) {
      observer.onNext(ListWorkflowExecutionsResponse.getDefaultInstance());
      observer.onCompleted();
      return;
    }
    observer.onNext(
        ListWorkflowExecutionsResponse.newBuilder()
            .addExecutions(
                WorkflowExecutionInfo.newBuilder()
                    .setExecution(
                        WorkflowExecution.newBuilder().setWorkflowId("order-1").setRunId("run-1"))
                    .setType(TYPE)
                    .setCloseTime(Timestamps.fromSeconds(2)))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getWorkflowExecutionHistory(
      GetWorkflowExecutionHistoryRequest request,
      StreamObserver<GetWorkflowExecutionHistoryResponse> observer) {
    HistoryEvent started =
        HistoryEvent.newBuilder()
            .setEventId(1)
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
            .setEventTime(Timestamps.fromSeconds(1))
            .setWorkflowExecutionStartedEventAttributes(
                WorkflowExecutionStartedEventAttributes.newBuilder().setWorkflowType(TYPE))
            .build();
    HistoryEvent terminated =
        HistoryEvent.newBuilder()
            .setEventId(2)
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
            .setEventTime(Timestamps.fromSeconds(2))
            .setWorkflowExecutionTerminatedEventAttributes(
                WorkflowExecutionTerminatedEventAttributes.newBuilder().setReason("no use"))
            .build();
    observer.onNext(
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(History.newBuilder().addEvents(started).addEvents(terminated))
            .build());
    observer.onCompleted();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }
}
