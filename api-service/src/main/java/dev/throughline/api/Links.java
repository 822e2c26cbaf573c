package dev.throughline.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where to go from a run. */
record Links(String namespace, String uiUrl) {

  String self(String workflowId) {
    return "/workflows/" + segment(workflowId);
  }

  /** By name: {@code self} here, {@code ui} in the Temporal UI. */
  Map<String, String> of(String workflowId, String runId) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", self(workflowId));
    links.put(
        "ui",
        "%s/namespaces/%s/workflows/%s/%s/history"
            .formatted(uiUrl, segment(namespace), segment(workflowId), segment(runId)));
    return links;
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
