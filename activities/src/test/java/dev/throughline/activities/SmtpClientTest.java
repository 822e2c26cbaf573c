package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.throughline.activities.SmtpSettings.Tls;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.Email;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and authentication. The mail server's certificate is for localhost alone. */
class SmtpClientTest {

  private static final String KEYSTORE =
      DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY;
  private static final GreenMail MAIL_SERVER =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));

  @TempDir private static Path directory = Path.of("");

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path keystore = directory.resolve("mail-server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    System.setProperty(KEYSTORE, keystore.toString());
    MAIL_SERVER.setUser("ann@example.com", "ann", "secret");
    MAIL_SERVER.start();
    // It throws in threads of its own when a client turns its certificate down.
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
  }

  @AfterAll
  static void stop() {
    MAIL_SERVER.stop();
    Thread.setDefaultUncaughtExceptionHandler(null);
    System.clearProperty(KEYSTORE);
  }

  @Test
  void send_overTlsWithAuthentication_arrives() throws Exception {
    send("localhost", "secret", trusting());

    assertThat(MAIL_SERVER.getReceivedMessages()).hasSize(1);
  }

  @Test
  void send_withTheWrongPassword_fails() {
    assertThatThrownBy(() -> send("localhost", "wrong", trusting()))
        .isInstanceOf(AuthenticationFailedException.class)
        .satisfies(
            failure ->
                assertThat(SmtpFailure.of((MessagingException) failure).permanent()).isFalse());
  }

  @Test
  void send_toACertificateForAnotherHost_fails() {
    assertThatThrownBy(() -> send("127.0.0.1", "secret", trusting()))
        .hasStackTraceContaining("subject alternative names");
  }

  @Test
  void send_toACertificateThatNobodyVouchesFor_fails() {
    SSLSocketFactory usual = (SSLSocketFactory) SSLSocketFactory.getDefault();

    assertThatThrownBy(() -> send("localhost", "secret", usual))
        .hasStackTraceContaining(SSLHandshakeException.class.getName());
  }

  private static void send(String host, String password, SSLSocketFactory sslSockets)
      throws MessagingException, IOException {
    Duration timeout = Duration.ofSeconds(5);
    String from = "post@example.com";
    SmtpSettings settings =
        new SmtpSettings(
            host,
            MAIL_SERVER.getSmtps().getPort(),
            "ann",
            password,
            Tls.TLS,
            from,
            timeout,
            timeout,
            timeout);
    SmtpClient client = new SmtpClient(settings, sslSockets);
    Email email = new Email(List.of("ann@example.com"), "Hello", "Text", null, null);
    client.send(new MimeEmail(client.session(), email, from, "1", new FileStore(directory)));
  }

  private static SSLSocketFactory trusting() throws IOException, GeneralSecurityException {
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(System.getProperty(KEYSTORE)))) {
      keystore.load(in, "changeit".toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("mail", keystore.getCertificate("mail"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls.getSocketFactory();
  }
}
