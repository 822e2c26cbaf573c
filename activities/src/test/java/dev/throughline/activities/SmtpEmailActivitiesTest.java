package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.throughline.activities.SmtpSettings.Tls;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Attachment;
import dev.throughline.workflows.Email;
import dev.throughline.workflows.EmailActivities;
import dev.throughline.workflows.EmailReceipt;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.testing.TestActivityEnvironment;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real mail server. */
class SmtpEmailActivitiesTest {

  private final GreenMail mailServer =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
  private final Path directory;

  SmtpEmailActivitiesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() {
    mailServer.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
    mailServer.stop();
  }

  @Test
  void send_ofPlainText_arrives() throws MessagingException, IOException {
    EmailReceipt receipt = send("Grüße", "Schöne Grüße", null, null);

    MimeMessage message = received();
    assertThat(message.getSubject()).isEqualTo("Grüße");
    assertThat(message.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(message.getContent()).isEqualTo("Schöne Grüße");
    assertThat(message.getFrom()[0]).hasToString("Throughline <post@example.com>");
    assertThat(message.getHeader("To", ",")).isEqualTo("ann@example.com, Bob <bob@example.com>");
    assertThat(message.getSentDate()).isNotNull();
    assertThat(receipt.messageId()).matches("<[0-9a-f]{32}@example\\.com>");
    assertThat(message.getMessageID()).isEqualTo(receipt.messageId());
  }

  @Test
  void send_toTwoRecipients_reachesBoth() {
    send("Hello", "Text", null, null);

    assertThat(mailServer.getReceivedMessages()).hasSize(2);
  }

  @Test
  void send_withHtml_offersBoth() throws MessagingException, IOException {
    send("Hello", "Text", "<p>Schön</p>", null);

    MimeMultipart alternatives = multipart(received().getContent(), "multipart/alternative");
    assertThat(alternatives.getBodyPart(0).getContent()).isEqualTo("Text");
    assertThat(alternatives.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(alternatives.getBodyPart(1).getContent()).isEqualTo("<p>Schön</p>");
  }

  @Test
  void send_withAttachment_carriesTheFileUnchanged() throws MessagingException, IOException {
    byte[] content = "row,item\r\n1,\u00e4\n\u0000".getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve("report-1.csv"), content);

    send("Hello", "Text", "<p>Text</p>", new Attachment("report-1.csv", "Jänner.csv", "text/csv"));

    MimeMultipart mixed = multipart(received().getContent(), "multipart/mixed");
    multipart(mixed.getBodyPart(0).getContent(), "multipart/alternative");
    assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("Jänner.csv");
    assertThat(mixed.getBodyPart(1).getContentType()).startsWith("text/csv");
    assertThat(mixed.getBodyPart(1).getInputStream()).hasBinaryContent(content);
  }

  private EmailReceipt send(
      String subject, String text, @Nullable String html, @Nullable Attachment attachment) {
    SmtpSettings settings =
        new SmtpSettings(
            "127.0.0.1",
            mailServer.getSmtp().getPort(),
            null,
            null,
            Tls.NONE,
            "Throughline <post@example.com>",
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    temporal.registerActivitiesImplementations(
        new SmtpEmailActivities(settings, new FileStore(directory), OpenTelemetry.noop()));
    List<String> to = List.of("ann@example.com", "Bob <bob@example.com>");
    return temporal
        .newActivityStub(EmailActivities.class)
        .send(new Email(to, subject, text, html, attachment));
  }

  private MimeMessage received() {
    return mailServer.getReceivedMessages()[0];
  }

  private static MimeMultipart multipart(Object content, String type) {
    MimeMultipart multipart = (MimeMultipart) content;
    assertThat(multipart.getContentType()).startsWith(type);
    return multipart;
  }
}
