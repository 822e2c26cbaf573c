package dev.throughline.api.auth;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name of the user, or the token's subject
 * @param role one of {@link Roles}, {@code null} for somebody known who may do nothing
 */
record Caller(String name, @Nullable String role) implements Principal {
  @Override
  public String getName() {
    return name;
  }
}
