package dev.throughline.api.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a workflow: its start, a signal, a query or an update.
 *
 * @param name as Temporal knows it
 * @param input null if it takes none
 * @param result the JSON Schema of the answer, null if there is none
 */
public record Operation(String name, @Nullable InputSchema input, @Nullable JsonNode result) {

  /**
   * From a method of a workflow interface.
   *
   * @throws IllegalArgumentException if it takes more than one argument, which JSON cannot name
   */
  static Operation of(String name, Method method) {
    Type[] arguments = method.getGenericParameterTypes();
    if (arguments.length > 1) {
      throw new IllegalArgumentException(name + " takes more than one argument: use a record");
    }
    return new Operation(
        name,
        arguments.length == 0 ? null : InputSchema.of(arguments[0]),
        method.getReturnType() == void.class
            ? null
            : JsonSchemas.result(method.getGenericReturnType()));
  }

  /**
   * The arguments for Temporal, from a request's JSON.
   *
   * @param json null for none
   * @throws dev.throughline.api.problem.ProblemException 422 if it is not valid
   */
  public Object[] arguments(@Nullable JsonNode json) {
    return arguments("", json);
  }

  /**
   * The same, from a part of a request's JSON.
   *
   * @param place of the part in the body, to tell violations by; empty for the body itself
   */
  public Object[] arguments(String place, @Nullable JsonNode json) {
    List<Violation> violations = violations(json).stream().map(found -> at(place, found)).toList();
    if (!violations.isEmpty()) {
      throw Problem.invalidInput(violations).exception();
    }
    return input == null ? new Object[0] : new Object[] {json};
  }

  private List<Violation> violations(@Nullable JsonNode json) {
    if (input != null) {
      return input.violations(json);
    }
    boolean none = json == null || json.isNull() || json.isMissingNode() || json.isEmpty();
    return none ? List.of() : List.of(new Violation("body", name + " takes no input"));
  }

  private static Violation at(String place, Violation found) {
    if (place.isEmpty()) {
      return found;
    }
    String field = found.field().equals("body") ? place : place + "." + found.field();
    return new Violation(field, found.message());
  }
}
