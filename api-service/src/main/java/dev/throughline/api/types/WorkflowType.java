package dev.throughline.api.types;

import io.temporal.common.metadata.POJOWorkflowInterfaceMetadata;
import io.temporal.common.metadata.POJOWorkflowMethodMetadata;
import io.temporal.common.metadata.WorkflowMethodType;
import java.util.Map;
import java.util.TreeMap;

/**
 * A workflow type that can be started, and what can be asked of its runs, by name.
 *
 * @param start takes the workflow's input and has its result
 */
public record WorkflowType(
    Operation start,
    Map<String, Operation> signals,
    Map<String, Operation> queries,
    Map<String, Operation> updates) {

  /**
   * From an interface.
   *
   * @throws IllegalArgumentException if it is not a workflow interface, or a method of it takes
   *     more than one argument
   */
  static WorkflowType of(Class<?> workflowInterface) {
    POJOWorkflowInterfaceMetadata metadata =
        POJOWorkflowInterfaceMetadata.newInstance(workflowInterface);
    POJOWorkflowMethodMetadata start = metadata.getWorkflowMethod().orElseThrow();
    return new WorkflowType(
        Operation.of(start.getName(), start.getWorkflowMethod()),
        operations(metadata, WorkflowMethodType.SIGNAL),
        operations(metadata, WorkflowMethodType.QUERY),
        operations(metadata, WorkflowMethodType.UPDATE));
  }

  public String name() {
    return start.name();
  }

  private static Map<String, Operation> operations(
      POJOWorkflowInterfaceMetadata metadata, WorkflowMethodType kind) {
    Map<String, Operation> operations = new TreeMap<>();
    for (POJOWorkflowMethodMetadata method : metadata.getMethodsMetadata()) {
      if (method.getType() == kind) {
        operations.put(
            method.getName(), Operation.of(method.getName(), method.getWorkflowMethod()));
      }
    }
    return Map.copyOf(operations);
  }
}
