package dev.throughline.api.events;

import dev.throughline.api.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a watcher goes on, as the {@code Last-Event-ID} of the WHATWG's HTML standard tells.
 *
 * @param runId which run; empty for the latest
 * @param eventId the last event that the watcher has; 0 for none
 */
record ResumePoint(String runId, long eventId) {
  private static final Pattern ID = Pattern.compile("(?:([0-9A-Za-z-]{1,64}):)?([0-9]{1,18})");

  /**
   * Reads what the request says.
   *
   * @param lastEventId {@code EVENT} or {@code RUN:EVENT}; null or empty for the start
   * @param runId of the address; empty for the latest
   * @param follow whether the last event may be of a later run of the chain
   * @throws dev.throughline.api.problem.ProblemException 400 if it is of neither form, or of
   *     another run
   */
  static ResumePoint of(@Nullable String lastEventId, String runId, boolean follow) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return new ResumePoint(runId, 0);
    }
    Matcher id = ID.matcher(lastEventId);
    if (!id.matches()) {
      throw Problem.of(
              400, "Last-Event-ID must be an id that this stream has sent: EVENT or RUN:EVENT.")
          .exception();
    }
    String named = id.group(1);
    if (named != null && !named.equals(runId) && !runId.isEmpty() && !follow) {
      throw Problem.of(400, "Last-Event-ID is of another run than runId.").exception();
    }
    return new ResumePoint(named == null ? runId : named, Long.parseLong(id.group(2)));
  }
}
