package dev.throughline.activities;

import static dev.throughline.activities.ScriptedSmtpServer.END_OF_DATA;
import static dev.throughline.activities.ScriptedSmtpServer.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.activities.SmtpSettings.Tls;
import dev.throughline.workflows.Attachment;
import dev.throughline.workflows.Email;
import dev.throughline.workflows.EmailActivities;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is retried and what is not. */
class SmtpFailureTest {

  @RegisterExtension static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

  private static final List<String> ANN = List.of("ann@example.com");

  private final Attempt attempt;

  SmtpFailureTest(@TempDir Path directory) {
    attempt = new Attempt(SPANS.getOpenTelemetry(), directory);
  }

  @AfterEach
  void close() {
    attempt.close();
  }

  @Test
  void send_toAnAddressThatIsRefused_isRejected_andOnlyTheDetailsNameIt() {
    attempt.mailServer.answer("RCPT", "550 5.1.1 <ann@example.com>: no such user");

    ApplicationFailure failure = attempt.failure(ANN);

    assertRejected(failure, "550 5.1.1 <(address)>: no such user");
    assertThat(failure.getDetails().get(String.class))
        .isEqualTo("550 5.1.1 <ann@example.com>: no such user");
    assertThat(failure).hasNoCause();
  }

  @Test
  void send_withOneRecipientDeferredAndOneRefused_isRejected_andSentToNobody() {
    attempt
        .mailServer
        .answer("RCPT", "250 ok")
        .answer("RCPT", "450 greylisted")
        .answer("RCPT", "553 no such user");

    assertRejected(attempt.failure(List.of("a@x.org", "b@x.org", "c@x.org")), "553 no such user");
    assertThat(attempt.mailServer.messages).isEmpty();
  }

  @Test
  void send_fromASenderThatIsRefused_isRejected() {
    attempt.mailServer.answer("MAIL", "553 not your address");

    assertRejected(attempt.failure(ANN), "553 not your address");
  }

  @Test
  void send_ofContentThatIsRefused_isRejected() {
    attempt.mailServer.answer(END_OF_DATA, "554-spam\r\n554 says the filter");

    assertRejected(attempt.failure(ANN), "554-spam 554 says the filter");
  }

  @Test
  void send_toWhatIsNoAddress_isRejected_withoutAsking() {
    ApplicationFailure failure = attempt.failure(List.of("ann at example.com"));

    assertRejected(failure, "Not an e-mail address");
    assertThat(failure.getOriginalMessage()).doesNotContain("example.com");
    assertThat(failure.getDetails().get(String.class)).isEqualTo("ann at example.com");
    assertThat(attempt.mailServer.commands).isEmpty();
    assertThat(SPANS.getSpans()).isEmpty();
  }

  @Test
  void send_toAnAddressThatIsDeferred_isWorthARetry() {
    attempt.mailServer.answer("RCPT", "450 4.2.0 greylisted");

    assertUnavailable(attempt.failure(ANN), "450 4.2.0 greylisted");
  }

  @Test
  void send_toTooManyRecipients_isWorthARetry() {
    attempt.mailServer.answer("RCPT", "552 too many recipients");

    assertUnavailable(attempt.failure(ANN), "552 too many recipients");
  }

  @Test
  void send_withoutTheAuthenticationThatIsAskedFor_isWorthARetry() {
    attempt.mailServer.answer("MAIL", "530 5.7.0 authentication required");

    assertUnavailable(attempt.failure(ANN), "530 5.7.0 authentication required");
  }

  @Test
  void send_toAServerThatIsBusy_isWorthARetry() {
    attempt.mailServer.answer(GREETING, "554 no service here");

    assertUnavailable(attempt.failure(ANN), "554 no service here");
  }

  @Test
  void send_toWhatIsNoMailServer_isWorthARetry() {
    attempt.mailServer.answer("DATA", "HTTP/1.1 400 Bad Request");

    assertUnavailable(attempt.failure(ANN), "HTTP/1.1 400 Bad Request");
  }

  @Test
  void send_whereNobodyListens_isWorthARetry() {
    attempt.mailServer.close();

    assertUnavailable(attempt.failure(ANN), "Connection refused");
    assertThat(SPANS.getSpans().get(0).getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("java.net.ConnectException");
  }

  @Test
  void send_toAServerThatHangs_endsAfterTheReadTimeOut() {
    attempt.mailServer.hang("DATA");
    long start = System.nanoTime();

    ApplicationFailure failure = attempt.failure(ANN);

    assertUnavailable(failure, "Read timed out");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void send_overStartTls_toAServerWithoutIt_sendsNothingInPlainText() {
    assertUnavailable(attempt.failure(Tls.STARTTLS, Attempt.email(ANN)), "STARTTLS is required");
    assertThat(attempt.mailServer.commands).noneMatch(command -> command.startsWith("MAIL"));
  }

  @Test
  void send_ofAnAttachmentThatIsNotHere_isWorthARetry() {
    Attachment missing = new Attachment("missing.csv", "report.csv", "text/csv");

    ApplicationFailure failure =
        attempt.failure(Tls.NONE, new Email(ANN, "Secret subject", "Secret text", null, missing));

    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getOriginalMessage()).contains("missing.csv", "share one file store");
  }

  private static void assertRejected(ApplicationFailure failure, String message) {
    assertThat(failure.getType()).isEqualTo(EmailActivities.REJECTED);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getOriginalMessage()).contains(message);
  }

  private static void assertUnavailable(ApplicationFailure failure, String message) {
    assertThat(failure.getType()).isEqualTo(SmtpFailure.UNAVAILABLE);
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getOriginalMessage()).contains(message);
  }
}
