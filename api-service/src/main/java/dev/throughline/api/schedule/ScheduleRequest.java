package dev.throughline.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is asked for.
 *
 * @param scheduleId default: made here; in a {@code PUT} the path has it
 * @param spec when
 * @param action what
 * @param policy what if runs overlap, are missed or fail; default: Temporal's
 * @param note for whoever reads it later
 * @param paused whether it begins paused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleRequest(
    @Size(min = 1, max = 200) @Nullable String scheduleId,
    @NotNull @Valid Timing spec,
    @NotNull @Valid Action action,
    @Valid @Nullable Policy policy,
    @Size(max = 1_000) @Nullable String note,
    @Nullable Boolean paused) {

  /**
   * What each time starts.
   *
   * @param type a registered workflow type
   * @param input valid for the type
   * @param workflowId of the runs, to which Temporal adds the time; default: the schedule's id
   * @param executionTimeout of a run with those that continue it; null for none
   * @param runTimeout of one run; null for none
   * @param memo of the runs
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Action(
      @NotBlank String type,
      @Nullable JsonNode input,
      @Size(min = 1, max = 900) @Nullable String workflowId,
      @Nullable Duration executionTimeout,
      @Nullable Duration runTimeout,
      @Nullable Map<String, JsonNode> memo) {}

  /**
   * What if.
   *
   * @param overlap when one is still running; default {@code SKIP}
   * @param catchupWindow how late a time may still be made up for; default: Temporal's
   * @param pauseOnFailure whether a run that fails pauses the schedule
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policy(
      @Nullable Overlap overlap,
      @Nullable Duration catchupWindow,
      @Nullable Boolean pauseOnFailure) {}

  /** As Temporal names them. */
  public enum Overlap {
    SKIP,
    BUFFER_ONE,
    BUFFER_ALL,
    CANCEL_OTHER,
    TERMINATE_OTHER,
    ALLOW_ALL
  }
}
