package dev.throughline.api.events;

import org.jspecify.annotations.Nullable;

/**
 * One Server-Sent Event of a run.
 *
 * @param id the history event's id; 0 for what history does not have, such as progress
 * @param name what happened
 * @param data one line of JSON
 */
record RunEvent(long id, String name, String data) {

  /**
   * As the WHATWG's HTML standard writes it.
   *
   * @param runId goes before the id, so that it is unique among the runs of a chain; null where the
   *     address names the run
   */
  String frame(@Nullable String runId) {
    StringBuilder frame = new StringBuilder(data.length() + 100);
    if (id > 0) {
      frame.append("id: ").append(runId == null ? "" : runId + ":").append(id).append('\n');
    }
    return frame
        .append("event: ")
        .append(name)
        .append("\ndata: ")
        .append(data)
        .append("\n\n")
        .toString();
  }
}
