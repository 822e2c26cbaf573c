package dev.throughline.workflows;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;

/** {@link EmailWorkflow}: a durable timer, then the activity. */
public final class EmailWorkflowImpl implements EmailWorkflow {

  private final EmailActivities emails = ActivityStubs.email();

  @Override
  public EmailReceipt send(EmailRequest request) {
    if (request.sendAt() != null) {
      Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
      Duration wait = Duration.between(now, request.sendAt());
      if (wait.compareTo(Duration.ZERO) > 0) {
        Workflow.sleep(wait);
      }
    }
    return emails.send(request.email());
  }
}
