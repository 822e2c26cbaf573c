package dev.throughline.api.start;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /workflows}: Temporal's own options, by its own names.
 *
 * @param type one of {@code GET /workflow-types}
 * @param input as the type's schema has it; none for a type that takes none
 */
public record StartWorkflow(
    @JsonPropertyDescription("One of GET /workflow-types") String type,
    @JsonPropertyDescription("As the type's JSON Schema has it") @Nullable JsonNode input,
    @JsonPropertyDescription("Free text; without one it is made up") @Nullable String workflowId,
    @JsonPropertyDescription("What to do when a closed run has the id")
        @Nullable Reuse workflowIdReusePolicy,
    @JsonPropertyDescription("What to do when an open run has the id")
        @Nullable Conflict workflowIdConflictPolicy,
    @JsonPropertyDescription("Wait this long before the first workflow task")
        @Nullable Duration startDelay,
    @JsonPropertyDescription("For the whole chain of runs") @Nullable Duration executionTimeout,
    @JsonPropertyDescription("For one run") @Nullable Duration runTimeout,
    @JsonPropertyDescription("For one workflow task") @Nullable Duration taskTimeout,
    @JsonPropertyDescription("Kept with the run, not searchable") @Nullable ObjectNode memo,
    @JsonPropertyDescription("Searchable; the namespace must have them")
        @Nullable ObjectNode searchAttributes,
    @JsonPropertyDescription("One line of Markdown for the Temporal UI") @Size(max = 200)
        @Nullable String staticSummary,
    @JsonPropertyDescription("Markdown for the Temporal UI") @Size(max = 20_000)
        @Nullable String staticDetails) {

  /** A hundred years; what the protocol can carry ends somewhere beyond. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Temporal's {@code WorkflowIdReusePolicy}. */
  public enum Reuse {
    ALLOW_DUPLICATE,
    ALLOW_DUPLICATE_FAILED_ONLY,
    REJECT_DUPLICATE
  }

  /** Temporal's {@code WorkflowIdConflictPolicy}. */
  public enum Conflict {
    FAIL,
    USE_EXISTING,
    TERMINATE_EXISTING
  }

  /** A start of a type with nothing but its input. */
  static StartWorkflow of(String type, @Nullable JsonNode input) {
    return new StartWorkflow(
        type, input, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the duration that is none
   */
  public StartWorkflow {
    positive("startDelay", startDelay);
    positive("executionTimeout", executionTimeout);
    positive("runTimeout", runTimeout);
    positive("taskTimeout", taskTimeout);
  }

  boolean hasPolicy() {
    return workflowIdReusePolicy != null || workflowIdConflictPolicy != null;
  }

  /** All but the workflow id, the task queue and the memo. */
  WorkflowOptions.Builder options() {
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setStartDelay(startDelay)
            .setWorkflowExecutionTimeout(executionTimeout)
            .setWorkflowRunTimeout(runTimeout)
            .setWorkflowTaskTimeout(taskTimeout)
            .setStaticSummary(staticSummary)
            .setStaticDetails(staticDetails);
    if (workflowIdReusePolicy != null) {
      options.setWorkflowIdReusePolicy(
          WorkflowIdReusePolicy.valueOf("WORKFLOW_ID_REUSE_POLICY_" + workflowIdReusePolicy));
    }
    if (workflowIdConflictPolicy != null) {
      options.setWorkflowIdConflictPolicy(
          WorkflowIdConflictPolicy.valueOf(
              "WORKFLOW_ID_CONFLICT_POLICY_" + workflowIdConflictPolicy));
    }
    if (searchAttributes != null) {
      options.setTypedSearchAttributes(JsonSearchAttributes.typed(searchAttributes));
    }
    return options;
  }

  Map<String, Object> memoFields() {
    Map<String, Object> fields = new HashMap<>();
    if (memo != null) {
      memo.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    }
    return fields;
  }

  private static void positive(String name, @Nullable Duration duration) {
    if (duration != null
        && (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          name + " must be longer than nothing, and at most " + LONGEST.toDays() + " days");
    }
  }
}
