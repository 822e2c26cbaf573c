package dev.throughline.activities;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.throughline.files.FileStore;
import dev.throughline.workflows.Email;
import dev.throughline.workflows.EmailActivities;
import dev.throughline.workflows.EmailReceipt;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.io.IOException;

/**
 * Sends over SMTP.
 *
 * <p>Spans: one CLIENT span {@code SMTP send} for each exchange with the mail server, current while
 * it lasts, with {@code server.address}, {@code server.port}, {@code network.protocol.name} and, on
 * failure, {@code error.type} (the reply code or the exception's class), status ERROR and an {@code
 * exception} event. Never an e-mail address, a subject or content.
 *
 * <p>Failures: {@link EmailActivities#REJECTED} for a reply 5xx and for what is no address; {@code
 * SmtpUnavailable} for everything else that went wrong between here and the mail server; any other
 * type, such as for an attachment that is not in the file store, is worth a retry as well. The
 * server's reply is in the message without e-mail addresses, and as it came in the details.
 *
 * <p>Thread-safe.
 */
public final class SmtpEmailActivities implements EmailActivities {

  private static final AttributeKey<String> EXCEPTION_TYPE = stringKey("exception.type");
  private static final AttributeKey<String> EXCEPTION_MESSAGE = stringKey("exception.message");

  private final SmtpSettings settings;
  private final FileStore files;
  private final SmtpClient smtp;
  private final Tracer tracer;
  private final Heartbeats heartbeats;

  /**
   * Connects to nothing yet.
   *
   * @param files where attachments are
   * @param openTelemetry makes the spans
   */
  public SmtpEmailActivities(SmtpSettings settings, FileStore files, OpenTelemetry openTelemetry) {
    this(settings, files, openTelemetry, new Heartbeats(Heartbeats.PERIOD));
  }

  SmtpEmailActivities(
      SmtpSettings settings, FileStore files, OpenTelemetry openTelemetry, Heartbeats heartbeats) {
    this.settings = settings;
    this.files = files;
    this.smtp = new SmtpClient(settings);
    this.tracer = openTelemetry.getTracer("dev.throughline.activities");
    this.heartbeats = heartbeats;
  }

  @Override
  public EmailReceipt send(Email email) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    MimeEmail message = mime(email, Fingerprint.of(activity.getInfo()));
    exchange(message, activity);
    return new EmailReceipt(message.messageId());
  }

  private MimeEmail mime(Email email, String fingerprint) {
    try {
      return new MimeEmail(smtp.session(), email, settings.from(), fingerprint, files);
    } catch (AddressException e) {
      throw ApplicationFailure.newNonRetryableFailure(
          "Not an e-mail address: " + e.getMessage(), REJECTED, e.getRef());
    } catch (IOException | MessagingException e) {
      throw Activity.wrap(e);
    }
  }

  @SuppressWarnings("try") // The scope and the heartbeats are there to be closed, not to be called.
  private void exchange(MimeEmail message, ActivityExecutionContext activity) {
    Span span =
        tracer
            .spanBuilder("SMTP send")
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("server.address", settings.host())
            .setAttribute("server.port", settings.port())
            .setAttribute("network.protocol.name", "smtp")
            .startSpan();
    try (Scope scope = span.makeCurrent();
        Heartbeats.Beating beating = heartbeats.start(activity)) {
      smtp.send(message);
    } catch (MessagingException e) {
      SmtpFailure failure = SmtpFailure.of(e);
      failed(span, failure.errorType(), e, failure.message());
      // Canceled meanwhile: what could be retried ends as canceled instead.
      activity.getCancellationToken().throwIfCancellationRequested();
      throw failure.toApplicationFailure();
    } catch (RuntimeException e) {
      failed(span, e.getClass().getName(), e, "");
      throw e;
    } finally {
      span.end();
    }
  }

  /** Instead of {@link Span#recordException}: messages of the library name the addresses. */
  private static void failed(Span span, String errorType, Exception e, String message) {
    span.setAttribute("error.type", errorType);
    span.setStatus(StatusCode.ERROR, message);
    span.addEvent(
        "exception",
        Attributes.of(EXCEPTION_TYPE, e.getClass().getName(), EXCEPTION_MESSAGE, message));
  }
}
