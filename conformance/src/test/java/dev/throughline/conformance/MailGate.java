package dev.throughline.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ways to a mail server that fail the first so many connections. */
final class MailGate {
  private static final byte[] BUSY = "421 try again later\r\n".getBytes(US_ASCII);

  private MailGate() {}

  /** Answers with the reply for a busy server. */
  static Relay busy(int mailPort, int connections) throws IOException {
    return afterFirst(connections, mailPort, client -> client.getOutputStream().write(BUSY));
  }

  /** Says nothing until the sender gives up. */
  static Relay silent(int mailPort, int connections) throws IOException {
    return afterFirst(
        connections,
        mailPort,
        client -> client.getInputStream().transferTo(OutputStream.nullOutputStream()));
  }

  private interface Treatment {
    void of(Socket client) throws IOException;
  }

  private static Relay afterFirst(int connections, int mailPort, Treatment treatment)
      throws IOException {
    AtomicInteger left = new AtomicInteger(connections);
    return new Relay(
        mailPort,
        client -> {
          boolean admitted = left.getAndDecrement() <= 0;
          if (!admitted) {
            treatment.of(client);
          }
          return admitted;
        });
  }
}
