package dev.throughline.workflows;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmailWorkflowTest {

  private final Environment environment = new Environment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void send_withoutSendAt_sendsWhatWasAskedFor() {
    EmailReceipt receipt = environment.stub(EmailWorkflow.class).send(request(null));

    assertThat(receipt.messageId()).isEqualTo("<id-1>");
    assertThat(environment.activities.sent)
        .containsExactly(new Email(List.of("ann@example.com"), "Hello", "Text", "<p>", null));
  }

  @Test
  void send_withSendAtAhead_waitsUntilThen() {
    Instant sendAt = Instant.ofEpochMilli(environment.now()).plus(Duration.ofDays(30));

    environment.stub(EmailWorkflow.class).send(request(sendAt));

    assertThat(environment.activities.sentAt.get(0))
        .isBetween(sendAt.toEpochMilli(), sendAt.plusSeconds(60).toEpochMilli());
  }

  @Test
  void send_withSendAtInThePast_sendsAtOnce() {
    Instant start = Instant.ofEpochMilli(environment.now());

    environment.stub(EmailWorkflow.class).send(request(start.minus(Duration.ofDays(30))));

    assertThat(environment.activities.sentAt.get(0))
        .isLessThan(start.plusSeconds(60).toEpochMilli());
  }

  @Test
  void send_whileTheMailServerIsDown_triesAgainWithBackOff() {
    long start = environment.now();
    for (int i = 0; i < 8; i++) {
      environment.activities.failures.add(ApplicationFailure.newFailure("down", "SmtpUnavailable"));
    }

    environment.stub(EmailWorkflow.class).send(request(null));

    // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 seconds
    assertThat(environment.activities.sentAt).hasSize(9);
    assertThat(environment.activities.sentAt.get(8) - start).isBetween(183_000L, 240_000L);
  }

  @Test
  void send_thatIsRejected_failsAfterOneAttempt() {
    environment.activities.failures.add(
        ApplicationFailure.newFailure("550 no such user", EmailActivities.REJECTED));

    assertThatThrownBy(() -> environment.stub(EmailWorkflow.class).send(request(null)))
        .isInstanceOf(WorkflowFailedException.class)
        .hasRootCauseInstanceOf(ApplicationFailure.class)
        .hasStackTraceContaining("550 no such user");
    assertThat(environment.activities.sent).hasSize(1);
  }

  @Test
  void send_canceledWhileItWaits_sendsNothing() {
    WorkflowStub run = environment.stub(EmailWorkflow.TYPE);
    run.start(request(Instant.ofEpochMilli(environment.now()).plus(Duration.ofDays(30))));

    run.cancel();

    assertThatThrownBy(() -> run.getResult(10, SECONDS, EmailReceipt.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(environment.activities.sent).isEmpty();
  }

  @Test
  void send_withInputThatCannotBeRead_failsAndSaysWhy() {
    WorkflowStub run = environment.stub(EmailWorkflow.TYPE);
    run.start(Map.of("to", List.of(), "subject", "Hello", "text", ""));

    assertThatThrownBy(() -> run.getResult(10, SECONDS, EmailReceipt.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining("to is empty");
  }

  private static EmailRequest request(@Nullable Instant sendAt) {
    return new EmailRequest(List.of("ann@example.com"), "Hello", "Text", "<p>", sendAt);
  }
}
