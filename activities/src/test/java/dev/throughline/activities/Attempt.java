package dev.throughline.activities;

import dev.throughline.activities.SmtpSettings.Tls;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Email;
import dev.throughline.workflows.EmailActivities;
import dev.throughline.workflows.EmailReceipt;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One attempt to send, to a mail server that misbehaves as told. */
final class Attempt implements AutoCloseable {

  final ScriptedSmtpServer mailServer = new ScriptedSmtpServer();
  final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
  private final OpenTelemetry openTelemetry;
  private final FileStore files;

  Attempt(OpenTelemetry openTelemetry, Path directory) {
    this.openTelemetry = openTelemetry;
    this.files = new FileStore(directory);
  }

  EmailReceipt send(List<String> to) {
    return send(Tls.NONE, email(to));
  }

  ApplicationFailure failure(List<String> to) {
    return failure(Tls.NONE, email(to));
  }

  /** Sends in vain, and returns why. */
  ApplicationFailure failure(Tls tls, Email email) {
    try {
      send(tls, email);
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof ApplicationFailure failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("sent");
  }

  private EmailReceipt send(Tls tls, Email email) {
    temporal.registerActivitiesImplementations(activities(tls));
    ActivityOptions options =
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setHeartbeatTimeout(Duration.ofMillis(100))
            .build();
    return temporal.newActivityStub(EmailActivities.class, options).send(email);
  }

  static Email email(List<String> to) {
    return new Email(to, "Secret subject", "Secret text", null, null);
  }

  SmtpEmailActivities activities(Tls tls) {
    Duration timeout = Duration.ofMillis(500);
    SmtpSettings settings =
        new SmtpSettings(
            "localhost",
            mailServer.port(),
            null,
            null,
            tls,
            "post@example.com",
            timeout,
            timeout,
            timeout);
    return new SmtpEmailActivities(
        settings, files, openTelemetry, new Heartbeats(Duration.ofMillis(20)));
  }

  @Override
  public void close() {
    temporal.close();
    mailServer.close();
  }
}
