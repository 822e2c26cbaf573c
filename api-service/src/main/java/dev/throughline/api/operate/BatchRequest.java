package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /workflows:batch}.
 *
 * @param query which runs, as in {@code GET /workflows}
 * @param operation what is done to each
 * @param signal for {@code signal}
 * @param reset for {@code reset}
 * @param reason why, for whoever reads it later
 * @param jobId the batch's id; default: made here
 */
public record BatchRequest(
    @NotBlank(message = "say which runs, such as ExecutionStatus = 'Running'") @Size(max = 10_000)
        String query,
    @NotNull Operation operation,
    @Valid @Nullable Signal signal,
    @Valid @Nullable Reset reset,
    @NotBlank @Size(max = 1_000) String reason,
    @Pattern(regexp = "[A-Za-z0-9._~-]{1,200}") @Nullable String jobId) {

  /** What is done to each run. */
  public enum Operation {
    @JsonProperty("cancel")
    CANCEL,
    @JsonProperty("terminate")
    TERMINATE,
    @JsonProperty("signal")
    SIGNAL,
    @JsonProperty("reset")
    RESET
  }

  /**
   * A signal. Only runs of registered types that have it and take the input are signaled.
   *
   * @param input null if it has none
   */
  public record Signal(@NotBlank String name, @Nullable JsonNode input) {}

  /** Where each run goes on from, see {@link ResetRequest}. */
  public record Reset(
      @NotNull ResetRequest.Task workflowTask, ResetRequest.@Nullable Reapply reapply) {}

  @JsonIgnore
  @AssertTrue(message = "operation signal needs signal, reset needs reset, others neither")
  boolean isOperationWithItsOwn() {
    return (operation == Operation.SIGNAL) == (signal != null)
        && (operation == Operation.RESET) == (reset != null);
  }
}
