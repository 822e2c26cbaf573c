package dev.throughline.api.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a token has its roles: an array, or text separated by spaces as {@code scope} is.
 *
 * @param name of the claim; where there is no such claim, a path with dots, as {@code
 *     realm_access.roles}
 */
record RolesClaim(String name) {
  /** The highest role of a token, {@code null} if it has none that is known. */
  @Nullable String role(JWTClaimsSet claims) {
    Object value = claims.getClaim(name);
    return Roles.highest(names(value == null ? nested(claims) : value));
  }

  private @Nullable Object nested(JWTClaimsSet claims) {
    Object value = claims.getClaims();
    for (String part : name.split("\\.", -1)) {
      value = value instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return value;
  }

  private static List<String> names(@Nullable Object value) {
    if (value instanceof Collection<?> array) {
      return array.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return value instanceof String text ? Arrays.asList(text.split(" ", -1)) : List.of();
  }
}
