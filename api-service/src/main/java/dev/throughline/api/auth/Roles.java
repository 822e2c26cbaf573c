package dev.throughline.api.auth;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do. Each role includes those before it. For {@code
 * jakarta.annotation.security.RolesAllowed} on resource methods.
 */
public final class Roles {
  /** See runs, their results and history; ask queries. */
  public static final String READ = "read";

  /** Start runs. */
  public static final String START = "start";

  /** Act on a run (signal, update, cancel, terminate, reset, pause) and on schedules. */
  public static final String OPERATE = "operate";

  /** Act on many runs at once: batches. */
  public static final String ADMIN = "admin";

  private static final List<String> ASCENDING = List.of(READ, START, OPERATE, ADMIN);

  private Roles() {}

  static boolean isKnown(String role) {
    return ASCENDING.contains(role);
  }

  /** The highest of those that are known, {@code null} if none is. */
  static @Nullable String highest(Collection<String> roles) {
    return roles.stream()
        .filter(Roles::isKnown)
        .max(Comparator.comparing(ASCENDING::indexOf))
        .orElse(null);
  }

  static boolean includes(@Nullable String held, String needed) {
    return held != null && isKnown(needed) && ASCENDING.indexOf(held) >= ASCENDING.indexOf(needed);
  }
}
