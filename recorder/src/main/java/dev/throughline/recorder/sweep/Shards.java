package dev.throughline.recorder.sweep;

import com.google.protobuf.ByteString;
import dev.throughline.recorder.io.ListedRun;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.converter.DataConverterException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorder's workflows of a namespace: one for each shard. Any number of processes may see to
 * them; the workflow id makes it one run.
 */
final class Shards {
  private static final Logger log = LoggerFactory.getLogger(Shards.class);

  private final WorkflowClient client;
  private final String taskQueue;
  private final int shards;

  Shards(WorkflowClient client, String taskQueue, int shards) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.shards = shards;
  }

  private String workflowId(int shard) {
    return ListedRun.RECORDER_ID_PREFIX + shard + "-of-" + shards;
  }

  /**
   * Starts those that do not run, where one with the same id left off.
   *
   * @throws StatusRuntimeException if Temporal does not answer
   */
  void ensure() {
    for (int shard = 0; shard < shards; shard++) {
      DescribeWorkflowExecutionResponse last = describe(workflowId(shard));
      if (last == null || !isRunning(last)) {
        if (!others().isEmpty()) {
          // A process that was started later has another number, and it decides.
          return;
        }
        start(shard, last == null ? null : progress(last));
      }
    }
  }

  /**
   * Ends those of another number of shards, and starts the others where they left off.
   *
   * @throws StatusRuntimeException if Temporal does not answer
   */
  void replaceOthers() {
    List<DescribeWorkflowExecutionResponse> others = others();
    if (others.isEmpty()) {
      return;
    }
    Progress handedOver =
        others.stream().map(this::progress).reduce(Progress::and).orElse(Progress.NONE);
    for (int shard = 0; shard < shards; shard++) {
      start(shard, handedOver);
    }
    for (DescribeWorkflowExecutionResponse other : others) {
      String id = other.getWorkflowExecutionInfo().getExecution().getWorkflowId();
      log.info("{} shards take over from {}", shards, id);
      client.newUntypedWorkflowStub(id).terminate("The number of shards has changed.");
    }
  }

  private List<DescribeWorkflowExecutionResponse> others() {
    List<String> own = IntStream.range(0, shards).mapToObj(this::workflowId).toList();
    return running().stream()
        .map(WorkflowExecution::getWorkflowId)
        .filter(id -> !own.contains(id))
        .map(this::describe)
        .filter(other -> other != null && isRunning(other))
        .toList();
  }

  private void start(int shard, @Nullable Progress progress) {
    RecorderWorkflow workflow =
        client.newWorkflowStub(
            RecorderWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId(shard))
                .setTaskQueue(taskQueue)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .build());
    WorkflowClient.start(
        workflow::record, shard, shards, progress == null ? Progress.NONE : progress);
  }

  private List<WorkflowExecution> running() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .listWorkflowExecutions(
            ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(namespace())
                .setQuery(
                    "ExecutionStatus = 'Running' AND WorkflowType = '"
                        + ListedRun.RECORDER_TYPE
                        + "'")
                .build())
        .getExecutionsList()
        .stream()
        .map(WorkflowExecutionInfo::getExecution)
        .toList();
  }

  private @Nullable DescribeWorkflowExecutionResponse describe(String workflowId) {
    try {
      return client
          .getWorkflowServiceStubs()
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(namespace())
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isRunning(DescribeWorkflowExecutionResponse workflow) {
    return workflow.getWorkflowExecutionInfo().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  /** How far it has come: by its activity's last heartbeat, or else by what it was started with. */
  private Progress progress(DescribeWorkflowExecutionResponse workflow) {
    for (PendingActivityInfo activity : workflow.getPendingActivitiesList()) {
      if (activity.hasHeartbeatDetails()) {
        return decode(0, activity.getHeartbeatDetails());
      }
    }
    HistoryEvent first =
        client
            .getWorkflowServiceStubs()
            .blockingStub()
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(namespace())
                    .setExecution(workflow.getWorkflowExecutionInfo().getExecution())
                    .setMaximumPageSize(1)
                    .setNextPageToken(ByteString.EMPTY)
                    .build())
            .getHistory()
            .getEvents(0);
    return decode(2, first.getWorkflowExecutionStartedEventAttributes().getInput());
  }

  private Progress decode(int index, Payloads payloads) {
    try {
      return client
          .getOptions()
          .getDataConverter()
          .fromPayloads(index, Optional.of(payloads), Progress.class, Progress.class);
    } catch (DataConverterException e) {
      log.warn("How far the recorder had come is not readable: it begins anew", e);
      return Progress.NONE;
    }
  }

  private String namespace() {
    return client.getOptions().getNamespace();
  }
}
