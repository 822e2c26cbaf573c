package dev.throughline.api.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What operations have in common, which the template says once.
 *
 * @param shared {@code parameters} and {@code responses} of every operation, {@code
 *     guardedResponses} of those that need a role, {@code bodyResponses} of those with a body, and
 *     the {@code headers} of every response
 */
record SharedParts(JsonNode shared) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  /** Takes them out of a template, and puts them where they belong. */
  static void spread(ObjectNode document) {
    SharedParts parts = new SharedParts(document.remove("x-shared"));
    document.path("components").path("responses").forEach(parts::addHeaders);
    for (JsonNode path : document.path("paths")) {
      path.properties().stream()
          .filter(member -> METHODS.contains(member.getKey()))
          .forEach(member -> parts.addTo((ObjectNode) member.getValue()));
    }
  }

  private void addTo(ObjectNode operation) {
    operation.withArrayProperty("parameters").addAll((ArrayNode) shared.path("parameters"));
    ObjectNode responses = operation.withObjectProperty("responses");
    responses.forEach(this::addHeaders);
    add(responses, shared.path("responses"));
    if (!operation.path("x-role").asText().equals("public")) {
      add(responses, shared.path("guardedResponses"));
    }
    if (operation.has("requestBody")) {
      add(responses, shared.path("bodyResponses"));
    }
  }

  private void addHeaders(JsonNode response) {
    if (!response.has("$ref")) {
      add(((ObjectNode) response).withObjectProperty("headers"), shared.path("headers"));
    }
  }

  /** What an operation says itself wins. */
  private static void add(ObjectNode own, JsonNode common) {
    common.properties().forEach(member -> own.putIfAbsent(member.getKey(), member.getValue()));
  }
}
