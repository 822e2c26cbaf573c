package dev.throughline.activities.sql;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Completes an H2 URL with what the activities rely on. What it says already stays. */
final class H2Url {

  private H2Url() {}

  static String complete(String url) {
    if (!url.startsWith("jdbc:h2:")) {
      return url;
    }
    StringBuilder result = new StringBuilder(url);
    String lower = url.toLowerCase(Locale.ROOT);
    needed(lower)
        .forEach(
            (name, value) -> {
              if (!lower.contains(";" + name.toLowerCase(Locale.ROOT) + "=")) {
                result.append(';').append(name).append('=').append(value);
              }
            });
    return result.toString();
  }

  private static Map<String, String> needed(String url) {
    Map<String, String> settings = new LinkedHashMap<>();
    // One SQL for both databases.
    settings.put("MODE", "PostgreSQL");
    settings.put("DATABASE_TO_LOWER", "TRUE");
    settings.put("DEFAULT_NULL_ORDERING", "HIGH");
    // By default a commit is on disk half a second later: a kill would take back what an activity
    // has already reported.
    settings.put("WRITE_DELAY", "0");
    // Two attempts at one order wait for each other rather than fail.
    settings.put("LOCK_TIMEOUT", "10000");
    if (isFile(url)) {
      // The first process has the file open, others reach it through a local socket.
      settings.put("AUTO_SERVER", "TRUE");
    }
    return settings;
  }

  private static boolean isFile(String url) {
    return !url.matches("jdbc:h2:(mem|tcp|ssl|zip):.*");
  }
}
