package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.temporal.api.enums.v1.ResetReapplyExcludeType;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run goes on from, as a new run; either {@code eventId} or {@code workflowTask}.
 *
 * @param eventId the end of a workflow task: of an event WorkflowTaskCompleted, …Failed or
 *     …TimedOut
 * @param workflowTask the first or the last one that was completed
 * @param reason why, for whoever reads the history later
 * @param reapply which events after that the new run gets too; default: all that can be
 */
public record ResetRequest(
    @Min(1) @Nullable Long eventId,
    @Nullable Task workflowTask,
    @Size(max = 1_000) @Nullable String reason,
    @Nullable Reapply reapply) {

  /** A completed workflow task. */
  public enum Task {
    @JsonProperty("first")
    FIRST,
    @JsonProperty("last")
    LAST
  }

  /** What of the old run's later history the new run gets. */
  public enum Reapply {
    @JsonProperty("all")
    ALL,
    @JsonProperty("signals")
    SIGNALS,
    @JsonProperty("none")
    NONE;

    /** What the new run does not get. */
    static List<ResetReapplyExcludeType> excluded(@Nullable Reapply reapply) {
      List<ResetReapplyExcludeType> excluded = new ArrayList<>();
      if (reapply == SIGNALS || reapply == NONE) {
        excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE);
        excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_NEXUS);
      }
      if (reapply == NONE) {
        excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL);
      }
      return excluded;
    }
  }

  @JsonIgnore
  @AssertTrue(message = "give one of eventId and workflowTask")
  boolean isEventIdOrWorkflowTask() {
    return (eventId == null) != (workflowTask == null);
  }
}
