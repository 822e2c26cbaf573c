package dev.throughline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API shows it; what does not apply is left out.
 *
 * @param status as Temporal names it: {@code RUNNING}, {@code COMPLETED}, {@code FAILED}, …
 * @param traceId the trace that the run is part of
 * @param result of a completed run
 * @param failure of a failed one
 * @param links by name, see {@link Links}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowView(
    String workflowId,
    String runId,
    String type,
    String status,
    Instant startTime,
    @Nullable Instant closeTime,
    String traceId,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    Map<String, String> links) {

  /**
   * A failure, without its stack trace.
   *
   * @param type an application failure's own type, else the kind of failure
   * @param cause what caused it, down to the root
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailureView(String type, String message, @Nullable FailureView cause) {}
}
