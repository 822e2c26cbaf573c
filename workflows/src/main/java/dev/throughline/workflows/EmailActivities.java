package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Sends e-mail. */
@ActivityInterface
public interface EmailActivities {

  /**
   * The type of an application failure that no retry can mend: the mail server has refused the
   * e-mail for good, or an address is none.
   */
  String REJECTED = "SmtpRejected";

  /**
   * Hands one e-mail to the mail server, at least once: an attempt that dies after the server has
   * taken the e-mail is retried, with the same {@code Message-ID}.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #REJECTED} for a permanent
   *     refusal, of any other type for what a later attempt may get over
   */
  @ActivityMethod(name = "SendEmail")
  EmailReceipt send(Email email);
}
