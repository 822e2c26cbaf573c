package dev.throughline.activities;

import dev.throughline.files.FileStore;
import dev.throughline.workflows.Attachment;
import dev.throughline.workflows.Email;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

/** An {@link Email} as MIME, with a {@code Message-ID} of ours. */
final class MimeEmail extends MimeMessage {

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final String messageId;

  /**
   * Writes the headers and the body.
   *
   * @param id the part of the {@code Message-ID} before the sender's domain
   * @throws jakarta.mail.internet.AddressException if a recipient is no address
   * @throws NoSuchFileException if the attachment is not in the file store
   * @throws IllegalArgumentException if the attachment's name is none of the file store
   */
  MimeEmail(Session session, Email email, String from, String id, FileStore files)
      throws MessagingException, IOException {
    super(session);
    InternetAddress sender = new InternetAddress(from, true);
    String address = sender.getAddress();
    this.messageId = "<" + id + address.substring(address.lastIndexOf('@')) + ">";
    setFrom(sender);
    for (String to : email.to()) {
      addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    setSubject(email.subject(), UTF_8);
    setSentDate(Date.from(Instant.now()));
    if (email.attachment() == null) {
      putBody(this, email);
    } else {
      MimeBodyPart body = new MimeBodyPart();
      putBody(body, email);
      setContent(new MimeMultipart("mixed", body, filePart(email.attachment(), files)));
    }
    saveChanges();
  }

  private static void putBody(MimePart part, Email email) throws MessagingException {
    if (email.html() == null) {
      part.setText(email.text(), UTF_8);
      return;
    }
    MimeBodyPart text = new MimeBodyPart();
    text.setText(email.text(), UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(email.html(), UTF_8, "html");
    // The last alternative is the preferred one: RFC 2046, section 5.1.4.
    part.setContent(new MimeMultipart("alternative", text, html));
  }

  private static MimeBodyPart filePart(Attachment attachment, FileStore files)
      throws MessagingException, IOException {
    Path file = files.path(attachment.file());
    if (!Files.isReadable(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "is not here; workers of one task queue share one file store");
    }
    MimeBodyPart part = new MimeBodyPart();
    part.attachFile(file.toFile(), attachment.mediaType(), "base64");
    part.setFileName(attachment.name());
    return part;
  }

  String messageId() {
    return messageId;
  }

  /** Called by {@link #saveChanges}, which would make up a new one each time. */
  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
