package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Tells callers over HTTP. */
@ActivityInterface
public interface WebhookActivities {

  /**
   * The type of an application failure that no retry can mend: the receiver refuses the request, or
   * it may not be called.
   */
  String REFUSED = "WebhookRefused";

  /**
   * Posts the result as JSON, at least once, with the same {@code Idempotency-Key} each time.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #REFUSED} for what no retry can
   *     mend, of any other type for what a later attempt may get over
   */
  @ActivityMethod(name = "DeliverWebhook")
  void deliver(Webhook webhook);
}
