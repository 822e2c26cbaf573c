package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many runs there are.
 *
 * @param count in all; Temporal counts large numbers approximately
 * @param groups with GROUP BY: how many of each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowCount(long count, @Nullable List<Group> groups) {
  /**
   * Those that have the same values.
   *
   * @param values of the fields that the query groups by, in its order
   */
  public record Group(List<JsonNode> values, long count) {}
}
