package dev.throughline.workflows;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Sends one e-mail, now or later. */
@WorkflowInterface
public interface EmailWorkflow {

  /** The workflow type. */
  String TYPE = "Email";

  /**
   * Waits for {@link EmailRequest#sendAt}, then sends. A run that is canceled while it waits sends
   * nothing; one that is canceled while it sends closes, as canceled, when the sending has ended:
   * its history tells how.
   */
  @WorkflowMethod(name = TYPE)
  EmailReceipt send(EmailRequest request);
}
