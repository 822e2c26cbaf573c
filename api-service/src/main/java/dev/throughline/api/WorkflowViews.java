package dev.throughline.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.util.Timestamps;
import dev.throughline.api.WorkflowView.FailureView;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads runs from Temporal. */
final class WorkflowViews {
  private static final long DEADLINE_SECONDS = 3;

  private final WorkflowClient client;
  private final String namespace;
  private final Links links;

  WorkflowViews(WorkflowClient client, Links links) {
    this.client = client;
    this.namespace = client.getOptions().getNamespace();
    this.links = links;
  }

  /**
   * The run as it is now.
   *
   * @param runId empty for the latest
   * @throws io.grpc.StatusRuntimeException as Temporal answers; NOT_FOUND for an unknown run
   */
  WorkflowView view(String workflowId, String runId) {
    WorkflowExecutionInfo info =
        temporal()
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setExecution(execution(workflowId, runId))
                    .build())
            .getWorkflowExecutionInfo();
    WorkflowExecution execution = info.getExecution();
    boolean running = info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    HistoryEvent closing = running ? null : event(execution, true);
    return new WorkflowView(
        execution.getWorkflowId(),
        execution.getRunId(),
        info.getType().getName(),
        info.getStatus().name().substring("WORKFLOW_EXECUTION_STATUS_".length()),
        Instant.ofEpochMilli(Timestamps.toMillis(info.getStartTime())),
        running ? null : Instant.ofEpochMilli(Timestamps.toMillis(info.getCloseTime())),
        traceId(execution),
        closing == null ? null : result(closing),
        closing == null ? null : failure(closing),
        links.of(execution.getWorkflowId(), execution.getRunId()));
  }

  /** From the run's first event alone: right for any run, whoever started it. */
  private String traceId(WorkflowExecution execution) {
    Run run = new Run(namespace, execution.getWorkflowId(), execution.getRunId());
    RunStart start = RunStart.of(run, event(execution, false), defect -> {});
    // Whether it is sampled does not change its id.
    return RunTrace.of(start, id -> true).anchor().getTraceId();
  }

  private HistoryEvent event(WorkflowExecution execution, boolean closing) {
    GetWorkflowExecutionHistoryRequest.Builder request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(namespace)
            .setExecution(execution)
            .setMaximumPageSize(1);
    if (closing) {
      request.setHistoryEventFilterType(
          HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
    }
    return temporal().getWorkflowExecutionHistory(request.build()).getHistory().getEvents(0);
  }

  private @Nullable JsonNode result(HistoryEvent closing) {
    if (!closing.hasWorkflowExecutionCompletedEventAttributes()) {
      return null;
    }
    Payloads result = closing.getWorkflowExecutionCompletedEventAttributes().getResult();
    return client
        .getOptions()
        .getDataConverter()
        .fromPayloads(0, Optional.of(result), JsonNode.class, JsonNode.class);
  }

  private static @Nullable FailureView failure(HistoryEvent closing) {
    return closing.hasWorkflowExecutionFailedEventAttributes()
        ? view(closing.getWorkflowExecutionFailedEventAttributes().getFailure())
        : null;
  }

  private static FailureView view(Failure failure) {
    String applicationType = failure.getApplicationFailureInfo().getType();
    return new FailureView(
        applicationType.isEmpty() ? kind(failure) : applicationType,
        failure.getMessage(),
        failure.hasCause() ? view(failure.getCause()) : null);
  }

  private static String kind(Failure failure) {
    return switch (failure.getFailureInfoCase()) {
      case TIMEOUT_FAILURE_INFO -> "TimeoutFailure";
      case CANCELED_FAILURE_INFO -> "CanceledFailure";
      case TERMINATED_FAILURE_INFO -> "TerminatedFailure";
      case SERVER_FAILURE_INFO -> "ServerFailure";
      case ACTIVITY_FAILURE_INFO -> "ActivityFailure";
      case CHILD_WORKFLOW_EXECUTION_FAILURE_INFO -> "ChildWorkflowFailure";
      case NEXUS_OPERATION_EXECUTION_FAILURE_INFO -> "NexusOperationFailure";
      default -> "ApplicationFailure";
    };
  }

  private WorkflowServiceBlockingStub temporal() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static WorkflowExecution execution(String workflowId, String runId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }
}
