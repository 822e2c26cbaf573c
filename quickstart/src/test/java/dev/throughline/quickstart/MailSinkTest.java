package dev.throughline.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class MailSinkTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void mail_isPrintedInOneLine() throws Exception {
    Port port = freePort();
    try (MailSink sink = MailSink.start(port, new PrintStream(printed, true, UTF_8))) {
      ServerSetup server = new ServerSetup(port.number(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
      GreenMailUtil.sendTextEmail(
          "a@example.com, b@example.com", "me@example.com", "Hi", "x", server);
      GreenMailUtil.sendTextEmail("c@example.com", "me@example.com", "Ho", "x", server);
    }

    assertThat(printed.toString(UTF_8).lines())
        .containsExactly("mail to a@example.com, b@example.com: Hi", "mail to c@example.com: Ho");
  }

  private static Port freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new Port("SMTP_PORT", socket.getLocalPort());
    }
  }
}
