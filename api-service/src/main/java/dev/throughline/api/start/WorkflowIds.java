package dev.throughline.api.start;

import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which workflow ids can be given to a run. They are free text, percent-encoded in paths; refused
 * is what no path can carry, what this API's own paths stand for, and what Temporal has no room
 * for.
 */
public final class WorkflowIds {
  /** Bytes, as Temporal's {@code limit.maxIDLength} counts. */
  private static final int MAX_BYTES = 1000;

  /** Every client and proxy takes the dots for a way in the path before it sends them. */
  private static final Set<String> NEVER = Set.of(".", "..", "count");

  private WorkflowIds() {}

  /**
   * Nothing, for an id that can be had.
   *
   * @param field where the request has it
   * @throws dev.throughline.api.problem.ProblemException 422 with the reason
   */
  public static void check(String field, String workflowId) {
    String reason = reason(workflowId);
    if (reason != null) {
      throw Problem.invalidInput(List.of(new Violation(field, reason))).exception();
    }
  }

  private static @Nullable String reason(String id) {
    if (id.isBlank()) {
      return "is blank";
    }
    if (NEVER.contains(id)) {
      return "must not be '" + id + "', which has another meaning in a path";
    }
    if (id.startsWith("throughline-recorder-")) {
      return "must not begin with throughline-recorder-, which the recorder's own runs do";
    }
    if (id.codePoints().anyMatch(WorkflowIds::isUnwritable)) {
      return "must not have control characters or halves of surrogate pairs";
    }
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    return bytes <= MAX_BYTES ? null : "has " + bytes + " bytes in UTF-8, more than " + MAX_BYTES;
  }

  private static boolean isUnwritable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
