package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.recorder.io.ListedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Visibility queries of batches, kept off what no batch may touch. */
final class BatchQuery {
  /** The recorder's own runs, and what Temporal runs itself: schedules and batches. */
  private static final String OTHERS =
      "WorkflowType != '%s' AND TemporalNamespaceDivision IS NULL"
          .formatted(ListedRun.RECORDER_TYPE);

  private BatchQuery() {}

  /**
   * The query, without what is not to be touched.
   *
   * @param query one that is valid by itself, or it could break out of its brackets
   */
  static String guarded(String query) {
    return "(%s) AND %s".formatted(query, OTHERS);
  }

  /**
   * The query, guarded, and limited to the types that have the signal and take the input.
   *
   * @throws ProblemException 422 if there are none
   */
  static String signalable(String query, BatchRequest.Signal signal, WorkflowTypes types) {
    List<String> names = new ArrayList<>();
    ProblemException refused = null;
    for (WorkflowType type : types.all()) {
      Operation operation = type.signals().get(signal.name());
      if (operation != null) {
        try {
          arguments(operation, signal.input());
          names.add("'" + type.name().replace("'", "''") + "'");
        } catch (ProblemException invalid) {
          refused = invalid;
        }
      }
    }
    if (names.isEmpty()) {
      String message = "no registered workflow type has it";
      throw refused != null
          ? refused
          : Problem.invalidInput(List.of(new Violation("signal.name", message))).exception();
    }
    return guarded(query)
        + names.stream().collect(Collectors.joining(", ", " AND WorkflowType IN (", ")"));
  }

  private static void arguments(Operation operation, @Nullable JsonNode input) {
    Object[] unused = operation.arguments("signal.input", input);
  }
}
