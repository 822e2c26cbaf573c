package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.temporal.FailureView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API shows it; what does not apply is left out.
 *
 * @param status as Temporal names it: {@code RUNNING}, {@code COMPLETED}, {@code FAILED}, …
 * @param startTime when it was started
 * @param executionTime when its first task was due: later than {@code startTime} after a delay
 * @param closeTime when it closed
 * @param historyLength in events
 * @param traceId the trace that the run is part of
 * @param parent the run that it is a child of
 * @param root the run at the top of the tree of parents, where it is another
 * @param firstRunId the first run of the chain of continue-as-new, retry and cron, where it is
 *     another
 * @param cancelRequested whether cancellation was asked for
 * @param versioning where its workers are versioned
 * @param pendingActivities those that have not closed
 * @param pendingChildren the same for children
 * @param pendingNexusOperations the same for Nexus operations
 * @param pendingWorkflowTask the one that waits for a worker or is with it
 * @param result of a completed run
 * @param failure of one that ended otherwise
 * @param links by name, see {@link dev.throughline.api.temporal.Links}; also {@code parent}, and
 *     {@code previous} and {@code next} in a chain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowView(
    String workflowId,
    String runId,
    String type,
    String status,
    String taskQueue,
    Instant startTime,
    @Nullable Instant executionTime,
    @Nullable Instant closeTime,
    long historyLength,
    String traceId,
    @Nullable RunReference parent,
    @Nullable RunReference root,
    @Nullable String firstRunId,
    boolean cancelRequested,
    @Nullable Versioning versioning,
    Map<String, JsonNode> memo,
    Map<String, JsonNode> searchAttributes,
    List<PendingActivity> pendingActivities,
    List<PendingChild> pendingChildren,
    List<PendingNexusOperation> pendingNexusOperations,
    @Nullable PendingWorkflowTask pendingWorkflowTask,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    Map<String, String> links) {

  /**
   * Which workers the run goes to.
   *
   * @param behavior {@code PINNED} or {@code AUTO_UPGRADE}
   * @param deployment the name of the worker deployment
   * @param buildId its version
   */
  public record Versioning(String behavior, String deployment, String buildId) {}
}
