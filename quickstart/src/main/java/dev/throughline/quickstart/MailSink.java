package dev.throughline.quickstart;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** An SMTP server on 127.0.0.1 that takes every mail, prints a line about it and forgets it. */
final class MailSink implements AutoCloseable {
  private final GreenMail server;
  private final PrintStream out;

  private MailSink(GreenMail server, PrintStream out) {
    this.server = server;
    this.out = out;
  }

  static MailSink start(Port port, PrintStream out) throws UserException {
    MailSink sink =
        new MailSink(
            new GreenMail(new ServerSetup(port.number(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP)),
            out);
    sink.server.start();
    UserManager users = sink.server.getUserManager();
    GreenMailUser everyone = users.createUser("everyone@localhost", "everyone", "everyone");
    users.setMessageDeliveryHandler(
        (mail, address) -> {
          // Called for each address of a mail; one line is enough.
          if (address.equals(mail.getToAddresses().iterator().next())) {
            sink.receive(mail);
          }
          return everyone;
        });
    return sink;
  }

  private void receive(MovingMessage mail) throws MessagingException {
    out.println(
        "mail to "
            + mail.getToAddresses().stream()
                .map(MailAddress::getEmail)
                .sorted()
                .collect(Collectors.joining(", "))
            + ": "
            + mail.getMessage().getSubject());
    try {
      // What the mailbox holds by now are earlier mails; nobody reads them.
      server.purgeEmailFromAllMailboxes();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
