package dev.throughline.workflows;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decision that a person makes once, before a deadline. For workflow code only. */
final class Approval {

  private boolean waiting;
  private boolean approved;
  private @Nullable OrderDecision decision;
  private @Nullable Instant deadline;

  /**
   * Waits for the decision.
   *
   * @return false if it was rejected, or if there was none in time
   */
  boolean await(Duration time) {
    deadline = Instant.ofEpochMilli(Workflow.currentTimeMillis()).plus(time);
    waiting = true;
    try {
      Workflow.await(time, () -> decision != null);
      return approved;
    } finally {
      waiting = false;
    }
  }

  void decide(OrderDecision made, boolean yes) {
    decision = made;
    approved = yes;
  }

  /**
   * Changes nothing.
   *
   * @throws ApplicationFailure unless a decision is waited for and not made
   */
  void check() {
    if (decision != null) {
      throw refused("The order is " + (approved ? "approved" : "rejected") + " already.");
    }
    if (!waiting) {
      throw refused("The order does not wait for approval.");
    }
  }

  private static ApplicationFailure refused(String message) {
    return ApplicationFailure.newNonRetryableFailure(message, OrderWorkflow.NOT_AWAITING_APPROVAL);
  }

  @Nullable OrderDecision decision() {
    return decision;
  }

  @Nullable Instant deadline() {
    return deadline;
  }
}
