package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.http.RateLimiter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordAuthenticatorTest {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final PasswordAuthenticator authenticator =
      new PasswordAuthenticator(
          Map.of(
              "ann",
              new PasswordAuthenticator.Account(
                  new Caller("ann", Roles.READ), PasswordHash.of("secret".toCharArray()))),
          new RateLimiter(100, Duration.ofMinutes(1), 100));

  @Test
  void unknownName_costsAsMuchAsAWrongPassword() {
    refuse("ann:warms up");
    long wrongPassword = refuse("ann:wrong");
    long unknownName = refuse("bob:wrong");

    assertThat(unknownName).isBetween(wrongPassword / 4, wrongPassword * 4);
  }

  /** Returns the processor's time, as that of the clock says little on a busy machine. */
  private long refuse(String credentials) {
    String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    long before = threads.getCurrentThreadCpuTime();
    assertThat(authenticator.authenticate(new Presented(encoded, "192.0.2.1"))).isEmpty();
    return threads.getCurrentThreadCpuTime() - before;
  }
}
