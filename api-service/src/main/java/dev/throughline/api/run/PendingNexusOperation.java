package dev.throughline.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.Names;
import io.temporal.api.workflow.v1.PendingNexusOperationInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Nexus operation that has not closed; what does not apply is left out.
 *
 * @param state {@code SCHEDULED}, {@code BACKING_OFF}, {@code STARTED} or {@code BLOCKED}
 * @param attempt to start it, counted from 1
 * @param nextAttemptTime when starting it is tried again
 * @param lastFailure why the last attempt failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PendingNexusOperation(
    String endpoint,
    String service,
    String operation,
    String state,
    int attempt,
    @Nullable Instant scheduledTime,
    @Nullable Instant nextAttemptTime,
    @Nullable FailureView lastFailure) {

  static PendingNexusOperation of(PendingNexusOperationInfo info) {
    return new PendingNexusOperation(
        info.getEndpoint(),
        info.getService(),
        info.getOperation(),
        Names.of(info.getState()),
        info.getAttempt(),
        Instants.given(info.getScheduledTime()),
        Instants.given(info.getNextAttemptScheduleTime()),
        info.hasLastAttemptFailure() ? FailureView.of(info.getLastAttemptFailure()) : null);
  }
}
