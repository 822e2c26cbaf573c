package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.throughline.api.temporal.Names;
import io.temporal.api.workflow.v1.PendingWorkflowTaskInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The workflow task that a worker has or is waited for.
 *
 * @param state {@code SCHEDULED} or {@code STARTED}
 * @param attempt counted from 1; above 1 it fails, and the history tells why
 * @param startedTime when the worker began
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PendingWorkflowTask(
    String state, int attempt, @Nullable Instant scheduledTime, @Nullable Instant startedTime) {

  static PendingWorkflowTask of(PendingWorkflowTaskInfo info) {
    return new PendingWorkflowTask(
        Names.of(info.getState()),
        info.getAttempt(),
        Instants.given(info.getScheduledTime()),
        Instants.given(info.getStartedTime()));
  }
}
