package dev.throughline.api.types;

import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workflow types that this service starts. Immutable. */
public final class WorkflowTypes {
  private final Map<String, WorkflowType> types;

  private WorkflowTypes(Map<String, WorkflowType> types) {
    this.types = Collections.unmodifiableMap(types);
  }

  /**
   * From workflow interfaces.
   *
   * @throws IllegalArgumentException if one of them cannot be used over JSON
   */
  public static WorkflowTypes of(List<Class<?>> workflowInterfaces) {
    Map<String, WorkflowType> types = new TreeMap<>();
    for (Class<?> workflowInterface : workflowInterfaces) {
      WorkflowType type = WorkflowType.of(workflowInterface);
      types.put(type.name(), type);
    }
    return new WorkflowTypes(types);
  }

  /** By name. */
  public Collection<WorkflowType> all() {
    return types.values();
  }

  /** Null if there is none of that name. */
  public @Nullable WorkflowType find(String name) {
    return types.get(name);
  }

  /**
   * The type that a request names.
   *
   * @param field where it does
   * @throws dev.throughline.api.problem.ProblemException 422, naming those that there are
   */
  public WorkflowType require(String field, String name) {
    WorkflowType type = types.get(name);
    if (type == null) {
      String message = "is not registered; the types are " + String.join(", ", types.keySet());
      throw Problem.invalidInput(List.of(new Violation(field, message))).exception();
    }
    return type;
  }
}
