package dev.throughline.activities;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** One connection for each message. Thread-safe. */
final class SmtpClient {

  private final SmtpSettings settings;
  private final Session session;

  SmtpClient(SmtpSettings settings) {
    this(settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  SmtpClient(SmtpSettings settings, SSLSocketFactory sslSockets) {
    this.settings = settings;
    Properties properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", millis(settings.connectTimeout()));
    properties.put("mail.smtp.timeout", millis(settings.readTimeout()));
    properties.put("mail.smtp.writetimeout", millis(settings.writeTimeout()));
    // All recipients or none: a retry must not send to those again that have it already.
    properties.put("mail.smtp.sendpartial", "false");
    // Once the server has taken the message, its answer to QUIT does not matter.
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.ssl.socketFactory", sslSockets);
    // What fails is not tried again with other sockets.
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.tls()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
    }
    this.session = Session.getInstance(properties);
  }

  Session session() {
    return session;
  }

  /** Returns when the server has taken the message for every recipient. */
  void send(MimeMessage message) throws MessagingException {
    Transport transport = session.getTransport("smtp");
    try {
      transport.connect(settings.host(), settings.port(), settings.username(), settings.password());
      transport.sendMessage(message, message.getAllRecipients());
    } finally {
      closeQuietly(transport);
    }
  }

  private static void closeQuietly(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // The message is taken, or its own failure is on its way: either matters more.
    }
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }
}
