package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.types.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked for when it may have to be started first.
 *
 * @param name of the signal or update
 * @param input as its schema has it; none for one that takes none
 */
record WithStart(
    @JsonPropertyDescription("One of the type's, see GET /workflow-types") String name,
    @JsonPropertyDescription("As its JSON Schema has it") @Nullable JsonNode input) {

  /**
   * The operation of that name.
   *
   * @param field where the request has it
   * @throws dev.throughline.api.problem.ProblemException 422, naming those that there are
   */
  Operation operation(String field, Map<String, Operation> known) {
    Operation operation = known.get(name);
    if (operation == null) {
      List<String> names = known.keySet().stream().sorted().toList();
      String those = names.isEmpty() ? "none" : String.join(", ", names);
      Violation unknown = new Violation(field + ".name", "the type has " + those);
      throw Problem.invalidInput(List.of(unknown)).exception();
    }
    return operation;
  }
}
