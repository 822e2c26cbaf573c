package dev.throughline.activities.sql;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The database of the jobs. Readable by Jackson, where every field has a default.
 *
 * @param url JDBC, of H2 or PostgreSQL; default {@code jdbc:h2:file:./.throughline/data/jobs}. What
 *     the workers need of H2 is added where the URL does not say it: that several processes share
 *     the file, and that a commit is on disk before it returns. So is what they need of PostgreSQL:
 *     that a server which vanishes and a lock that is held are noticed, and that no failure tells
 *     the values of a statement
 * @param user default {@code throughline}
 * @param password default none, which is the empty one
 * @param maximumPoolSize connections of one process, at least 2, default 10
 */
public record DatabaseSettings(String url, String user, String password, int maximumPoolSize) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public DatabaseSettings {
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      // Without the URL itself: it may have a password.
      throw new IllegalArgumentException(
          "url begins with neither jdbc:h2: nor jdbc:postgresql:; other databases are not known");
    }
    if (maximumPoolSize < 2) {
      throw new IllegalArgumentException(
          "maximumPoolSize is " + maximumPoolSize + ", less than the 2 that a migration takes");
    }
  }

  /** A file in the working directory: every setting at its default. */
  public static DatabaseSettings defaults() {
    return withDefaults(null, null, null, null);
  }

  @JsonCreator
  static DatabaseSettings withDefaults(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("user") @Nullable String user,
      @JsonProperty("password") @Nullable String password,
      @JsonProperty("maximumPoolSize") @Nullable Integer maximumPoolSize) {
    return new DatabaseSettings(
        Objects.requireNonNullElse(url, "jdbc:h2:file:./.throughline/data/jobs"),
        Objects.requireNonNullElse(user, "throughline"),
        Objects.requireNonNullElse(password, ""),
        Objects.requireNonNullElse(maximumPoolSize, 10));
  }

  /** The URL without its parameters, which may be secret; never the credentials. */
  @Override
  public String toString() {
    return url.split("[;?]", 2)[0].replaceFirst("//[^/@]*@", "//");
  }
}
