package dev.throughline.api.operate;

import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The run that a request acts on, as it was when the request came.
 *
 * @param execution with its run id
 * @param type the workflow type's name
 * @param status as Temporal names it
 * @param open whether it can still be acted on
 */
record Target(WorkflowExecution execution, String type, String status, boolean open) {

  /**
   * Looks the run up.
   *
   * @param runId empty for the latest
   * @throws io.grpc.StatusRuntimeException NOT_FOUND for an unknown run
   */
  static Target find(TemporalService temporal, String workflowId, String runId) {
    WorkflowExecutionInfo info =
        temporal.describe(TemporalService.run(workflowId, runId)).getWorkflowExecutionInfo();
    WorkflowExecutionStatus status = info.getStatus();
    return new Target(
        info.getExecution(),
        info.getType().getName(),
        status.name().substring("WORKFLOW_EXECUTION_STATUS_".length()),
        !info.hasCloseTime());
  }

  /**
   * What the run's type has under a name.
   *
   * @param kind {@code signal}, {@code query} or {@code update}
   * @throws ProblemException 409 if the type is not registered, 404 if it has none of that name
   */
  Operation operation(
      WorkflowTypes types,
      String kind,
      String name,
      Function<WorkflowType, Map<String, Operation>> operations) {
    WorkflowType registered = types.find(type);
    if (registered == null) {
      throw Problem.of(
              "type-not-registered",
              "The run is of a type that this service does not know",
              409,
              "The type is %s; GET /workflow-types has those that are known.".formatted(type))
          .exception();
    }
    Map<String, Operation> known = operations.apply(registered);
    Operation operation = known.get(name);
    if (operation == null) {
      List<String> names = known.keySet().stream().sorted().toList();
      String those = names.isEmpty() ? "it has none" : "it has " + String.join(", ", names);
      throw Problem.of(
              "unknown-" + kind,
              "The run's type has no such " + kind,
              404,
              "%s has no %s %s; %s.".formatted(type, kind, name, those))
          .with("known", names)
          .exception();
    }
    return operation;
  }

  /**
   * Does nothing for a run that goes on.
   *
   * @throws ProblemException 409 for one that has closed
   */
  void requireOpen() {
    if (!open) {
      throw closed(status);
    }
  }

  /**
   * The traced client's hold on a run.
   *
   * @param runId empty for whichever is the latest when it is called
   */
  static WorkflowStub stub(TemporalService temporal, String workflowId, String runId) {
    return temporal
        .client()
        .newUntypedWorkflowStub(
            WorkflowTargetOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setRunId(runId.isEmpty() ? null : runId)
                .build());
  }

  /** 409: the run has closed since it was looked up. */
  static ProblemException closed() {
    return closed("closed");
  }

  private static ProblemException closed(String status) {
    return Problem.of(
            "run-closed",
            "The run has closed",
            409,
            "The run is %s: nothing can be asked of it any more.".formatted(status))
        .exception();
  }
}
