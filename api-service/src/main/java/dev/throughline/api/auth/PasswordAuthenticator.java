package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.throughline.api.http.RateLimiter;
import io.dropwizard.auth.Authenticator;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a name and a password. A hash costs a tenth of a second on purpose, so what was right is
 * remembered for some minutes, and an address that fails too often has to wait: 429. An unknown
 * name takes as long as a wrong password.
 */
final class PasswordAuthenticator implements Authenticator<Presented, Caller> {
  private static final Logger log = LoggerFactory.getLogger(PasswordAuthenticator.class);
  private static final int MAX_REMEMBERED = 1000;

  private final Cache<String, Caller> remembered =
      Caffeine.newBuilder()
          .maximumSize(MAX_REMEMBERED)
          .expireAfterWrite(Duration.ofMinutes(5))
          .build();
  private final PasswordHash nobodys = PasswordHash.of("of nobody".toCharArray());
  private final Map<String, Account> accounts;
  private final RateLimiter failures;

  record Account(Caller caller, PasswordHash password) {}

  PasswordAuthenticator(Map<String, Account> accounts, RateLimiter failures) {
    this.accounts = Map.copyOf(accounts);
    this.failures = failures;
  }

  @Override
  public Optional<Caller> authenticate(Presented presented) {
    Caller known = remembered.getIfPresent(presented.credentials());
    if (known != null) {
      return Optional.of(known);
    }
    requirePatience(presented.address());
    Optional<Caller> caller = check(presented.credentials());
    if (caller.isPresent()) {
      remembered.put(presented.credentials(), caller.get());
    } else {
      failures.take(presented.address());
      log.warn("A login from {} failed", presented.address());
    }
    return caller;
  }

  private void requirePatience(String address) {
    long wait = failures.secondsUntilNext(address);
    if (wait > 0) {
      throw new ClientErrorException(
          Response.status(Response.Status.TOO_MANY_REQUESTS)
              .header(HttpHeaders.RETRY_AFTER, wait)
              .build());
    }
  }

  private Optional<Caller> check(String credentials) {
    String pair = decoded(credentials);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    char[] password = pair.substring(colon + 1).toCharArray();
    Account account = accounts.get(pair.substring(0, colon));
    if (account == null) {
      nobodys.matches(password);
      return Optional.empty();
    }
    return account.password().matches(password) ? Optional.of(account.caller()) : Optional.empty();
  }

  private static String decoded(String credentials) {
    try {
      return new String(Base64.getDecoder().decode(credentials), UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
