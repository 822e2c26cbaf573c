package dev.throughline.activities;

import static dev.throughline.activities.ScriptedSmtpServer.END_OF_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.activities.SmtpSettings.Tls;
import dev.throughline.workflows.EmailReceipt;
import dev.throughline.workflows.EmailRequest;
import dev.throughline.workflows.EmailWorkflow;
import dev.throughline.workflows.Workflows;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taken or not: retries, cancellation and an end that comes too late. */
class SmtpDeliveryTest {

  private static final List<String> ANN = List.of("ann@example.com");

  private final Attempt attempt;

  SmtpDeliveryTest(@TempDir Path directory) {
    attempt = new Attempt(OpenTelemetry.noop(), directory);
  }

  @AfterEach
  void close() {
    attempt.close();
  }

  @Test
  void send_thatIsCanceledMeanwhile_stillSends() {
    attempt.mailServer.answer(END_OF_DATA, afterTheCancellation("250 taken"));

    assertThat(attempt.send(ANN).messageId()).isNotEmpty();
  }

  @Test
  void send_thatIsCanceledMeanwhileAndFails_isCanceled() {
    attempt.mailServer.answer(END_OF_DATA, afterTheCancellation("451 try again"));

    assertThatThrownBy(() -> attempt.send(ANN)).isInstanceOf(CanceledFailure.class);
  }

  @Test
  void send_toAServerThatHangsOnceItHasTheMessage_isDone() {
    attempt.mailServer.hang("QUIT");

    attempt.send(ANN);

    assertThat(attempt.mailServer.messages).hasSize(1);
  }

  @Test
  void send_triedAgain_hasTheSameMessageId() {
    attempt.mailServer.answer(END_OF_DATA, "451 taken or not, who knows");
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
      Worker worker = environment.newWorker(Workflows.DEFAULT_TASK_QUEUE);
      Workflows.register(worker);
      worker.registerActivitiesImplementations(attempt.activities(Tls.NONE));
      environment.start();
      WorkflowOptions options =
          WorkflowOptions.newBuilder().setTaskQueue(Workflows.DEFAULT_TASK_QUEUE).build();

      EmailReceipt receipt =
          environment
              .getWorkflowClient()
              .newWorkflowStub(EmailWorkflow.class, options)
              .send(new EmailRequest(ANN, "Hello", "Text", null, null));

      assertThat(attempt.mailServer.messages)
          .hasSize(2)
          .allSatisfy(message -> assertThat(messageId(message)).isEqualTo(receipt.messageId()));
    }
  }

  /** A reply that waits until the activity's heartbeats have learned of a cancellation. */
  private Supplier<String> afterTheCancellation(String reply) {
    // The second heartbeat is sent when the answer to the first one has been read.
    CountDownLatch heartbeats = new CountDownLatch(2);
    attempt.temporal.setActivityHeartbeatListener(Void.class, details -> heartbeats.countDown());
    attempt.temporal.requestCancelActivity();
    return () -> {
      ScriptedSmtpServer.await(heartbeats);
      return reply;
    };
  }

  private static String messageId(String message) {
    return Pattern.compile("^Message-ID: (.*)$", Pattern.MULTILINE)
        .matcher(message)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElse("");
  }
}
