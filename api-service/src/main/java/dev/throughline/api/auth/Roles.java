package dev.throughline.api.auth;

/** What a principal may do; each role includes the ones before it. */
public final class Roles {
  /** Look. */
  public static final String READ = "read";

  /** Start workflows. */
  public static final String START = "start";

  /** Act on runs. */
  public static final String OPERATE = "operate";

  /** Act on many. */
  public static final String ADMIN = "admin";

  private Roles() {}
}
