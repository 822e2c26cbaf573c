package dev.throughline.api.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.api.http.RateLimiter;
import io.dropwizard.core.setup.Environment;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code type: basic}: a few users with passwords, by RFC 7617. Use it behind TLS only. */
final class BasicAuthFactory implements AuthFactory {
  private static final int MAX_ADDRESSES = 100_000;
  private static final String CHALLENGE = "Basic realm=\"" + REALM + "\", charset=\"UTF-8\"";

  @JsonProperty @Valid @NotEmpty private List<User> users = List.of();

  @JsonProperty
  @Min(1)
  private long failuresPerMinute = 10;

  /** One user. */
  private static final class User {
    @JsonProperty
    @NotBlank
    @Pattern(regexp = "[^:\\p{Cntrl}]*", message = "must have no colon or control character")
    private String name = "";

    @JsonProperty @NotBlank private String passwordHash = "";

    @JsonProperty
    @Pattern(regexp = "read|start|operate|admin", message = "must be read, start, operate or admin")
    private String role = "";
  }

  @Override
  public void build(Environment environment) {
    Map<String, PasswordAuthenticator.Account> accounts = new HashMap<>();
    for (User user : users) {
      PasswordAuthenticator.Account account =
          new PasswordAuthenticator.Account(
              new Caller(user.name, user.role), PasswordHash.parse(user.passwordHash));
      if (accounts.put(user.name, account) != null) {
        throw new IllegalArgumentException(
            "auth.users has '%s' twice; a user has one role".formatted(user.name));
      }
    }
    RateLimiter failures = new RateLimiter(failuresPerMinute, Duration.ofMinutes(1), MAX_ADDRESSES);
    environment
        .jersey()
        .register(
            new AuthorizationHeaderFilter("Basic", new PasswordAuthenticator(accounts, failures)));
    environment.jersey().register(new RoleFilter(CHALLENGE, CHALLENGE));
  }
}
