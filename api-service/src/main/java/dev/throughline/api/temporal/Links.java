package dev.throughline.api.temporal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where to go from a run.
 *
 * @param namespace the runs' namespace
 * @param uiUrl of the Temporal UI
 * @param viewerUrl of a trace, with {@code {traceId}} in it; null if there is no viewer
 */
public record Links(String namespace, String uiUrl, @Nullable String viewerUrl) {

  /** The path of a workflow, its id percent-encoded. */
  public String self(String workflowId) {
    return "/workflows/" + segment(workflowId);
  }

  /**
   * By name: what this API has of the run under the name of the resource, and {@code ui} for the
   * Temporal UI.
   */
  public Map<String, String> of(String workflowId, String runId) {
    String self = self(workflowId);
    String run = "?runId=" + runId;
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", self + run);
    links.put("result", self + "/result" + run);
    links.put("history", self + "/history" + run);
    links.put("events", self + "/events" + run);
    links.put("signals", self + "/signals/{name}" + run);
    links.put("queries", self + "/queries/{name}" + run);
    links.put("updates", self + "/updates/{name}" + run);
    links.put("cancel", self + "/cancel" + run);
    links.put("terminate", self + "/terminate" + run);
    links.put(
        "ui",
        "%s/namespaces/%s/workflows/%s/%s/history"
            .formatted(uiUrl, segment(namespace), segment(workflowId), segment(runId)));
    return links;
  }

  /** The same, and {@code trace} if the trace is known and there is a viewer for it. */
  public Map<String, String> of(String workflowId, String runId, @Nullable String traceId) {
    Map<String, String> links = of(workflowId, runId);
    if (traceId != null && viewerUrl != null) {
      links.put("trace", viewerUrl.replace("{traceId}", traceId));
    }
    return links;
  }

  /** Text as one segment of a path, percent-encoded. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
