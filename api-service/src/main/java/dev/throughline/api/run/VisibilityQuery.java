package dev.throughline.api.run;

import dev.throughline.recorder.io.ListedRun;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visibility query as a caller writes it. */
final class VisibilityQuery {
  private static final String NO_RECORDER = "WorkflowType != '" + ListedRun.RECORDER_TYPE + "'";
  private static final Pattern TAIL =
      Pattern.compile("\\b(GROUP|ORDER)\\s+BY\\b", Pattern.CASE_INSENSITIVE);

  private VisibilityQuery() {}

  /**
   * The same, without the recorder's own runs. A clause and not a filter on the answer, so that
   * pages are full and counts are right. A query that is cut off within quotes or brackets stays as
   * it is: Temporal refuses it.
   */
  static String withoutRecorder(String query) {
    int end = filterEnd(query);
    if (end < 0) {
      return query;
    }
    String filter = query.substring(0, end).strip();
    String tail = query.substring(end);
    String all = filter.isEmpty() ? NO_RECORDER : "(" + filter + ") AND " + NO_RECORDER;
    return tail.isEmpty() ? all : all + " " + tail;
  }

  /**
   * Where GROUP BY or the like begins, outside of quotes and brackets; -1 if these do not match.
   */
  private static int filterEnd(String query) {
    Matcher tail = TAIL.matcher(query).useTransparentBounds(true);
    int depth = 0;
    for (int at = 0; at < query.length(); at++) {
      char c = query.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        at = closingQuote(query, at);
        if (at < 0) {
          return -1;
        }
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth < 0) {
        return -1;
      } else if (depth == 0 && tail.region(at, query.length()).lookingAt()) {
        return at;
      }
    }
    return depth == 0 ? query.length() : -1;
  }

  /** A doubled quote is two strings side by side here, which comes to the same. */
  private static int closingQuote(String query, int opening) {
    for (int at = opening + 1; at < query.length(); at++) {
      char c = query.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == query.charAt(opening)) {
        return at;
      }
    }
    return -1;
  }
}
