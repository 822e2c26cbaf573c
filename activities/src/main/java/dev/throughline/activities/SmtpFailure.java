package dev.throughline.activities;

import dev.throughline.workflows.EmailActivities;
import io.temporal.failure.ApplicationFailure;
import jakarta.mail.MessagingException;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in an SMTP exchange, and whether a later attempt may get over it.
 *
 * @param errorType the reply code, or the class of the exception if there was no reply
 * @param message for people; e-mail addresses are left out, because it ends up in traces
 * @param reply the server's reply as it came, or null
 * @param permanent true if no later attempt can succeed
 */
record SmtpFailure(String errorType, String message, @Nullable String reply, boolean permanent) {

  /** The type of an application failure that a retry may mend. */
  static final String UNAVAILABLE = "SmtpUnavailable";

  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>:;,\"]+@[^\\s<>:;,\"]+");

  static SmtpFailure of(MessagingException failure) {
    Reply worst = null;
    Throwable last = failure;
    for (Throwable link = failure; link != null; link = next(link)) {
      Reply reply = Reply.in(link);
      // With several recipients one refusal for good decides: all get the e-mail or nobody.
      if (reply != null && (worst == null || (reply.permanent() && !worst.permanent()))) {
        worst = reply;
      }
      last = link;
    }
    if (worst != null) {
      return new SmtpFailure(
          String.valueOf(worst.code()),
          withoutAddresses("The mail server answered: " + worst.text()),
          worst.text(),
          worst.permanent());
    }
    String what = failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage());
    String why = last == failure ? "" : ": " + last;
    return new SmtpFailure(last.getClass().getName(), withoutAddresses(what + why), null, false);
  }

  ApplicationFailure toApplicationFailure() {
    // No cause: the library's messages and stack traces would carry the addresses along.
    return permanent
        ? ApplicationFailure.newNonRetryableFailure(message, EmailActivities.REJECTED, reply)
        : ApplicationFailure.newFailure(message, UNAVAILABLE, reply);
  }

  private static @Nullable Throwable next(Throwable link) {
    return link instanceof MessagingException e ? e.getNextException() : link.getCause();
  }

  private static String withoutAddresses(String text) {
    return ADDRESS.matcher(text).replaceAll("(address)");
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** A reply of the server: its code, and the whole of it as one line. */
  private record Reply(int code, String text, boolean permanent) {

    static @Nullable Reply in(Throwable link) {
      if (link instanceof SMTPAddressFailedException e) {
        // 552 for a recipient means too many of them, not a bad one: RFC 5321, 4.5.3.1.10.
        return of(e.getReturnCode(), e.getMessage(), e.getReturnCode() != 552);
      }
      if (link instanceof SMTPSenderFailedException e) {
        return of(e.getReturnCode(), e.getMessage(), true);
      }
      if (link instanceof SMTPSendFailedException e) {
        // 530 wants authentication (RFC 4954): a matter of settings, which can be mended.
        return of(e.getReturnCode(), e.getMessage(), e.getReturnCode() != 530);
      }
      return null;
    }

    /** Null for a code that no server may send: the connection broke, or it is no mail server. */
    private static @Nullable Reply of(int code, @Nullable String text, boolean mayBePermanent) {
      if (code < 200 || code > 599) {
        return null;
      }
      return new Reply(code, oneLine(text), code >= 500 && mayBePermanent);
    }
  }
}
