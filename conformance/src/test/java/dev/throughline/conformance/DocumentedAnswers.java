package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What the API says it answers, in its own {@code /openapi.yaml}: an answer that is not documented,
 * or looks otherwise, fails the test that got it. Thread-safe.
 */
final class DocumentedAnswers {
  private static final JsonSchemaFactory SCHEMAS = schemas();
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final List<Route> routes;
  private final Map<JsonNode, JsonSchema> known = new ConcurrentHashMap<>();

  /** A path template, and what is documented of it. */
  private record Route(String template, Pattern path, JsonNode operations) {
    static Route of(String template, JsonNode operations) {
      String path = Pattern.quote(template).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
      return new Route(template, Pattern.compile(path), operations);
    }
  }

  DocumentedAnswers(JsonNode document) {
    this.document = document;
    this.routes =
        document.path("paths").properties().stream()
            .map(path -> Route.of(path.getKey(), path.getValue()))
            // What is spelled out goes before what has a variable there.
            .sorted(Comparator.comparing(route -> route.template().replace('{', '\uffff')))
            .toList();
  }

  /**
   * Those of a service that runs.
   *
   * @param document where it has them
   */
  static DocumentedAnswers of(HttpClient http, URI document)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(document).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new DocumentedAnswers(new ObjectMapper(new YAMLFactory()).readTree(response.body()));
  }

  /**
   * Nothing, for an answer that is as documented.
   *
   * @throws AssertionError for any other
   */
  void check(String method, URI uri, Answer answer) {
    String asked = method + " " + uri.getRawPath() + " -> " + answer.status();
    JsonNode response = documented(method, uri, answer);
    assertThat(response.isMissingNode()).as("%s is not documented", asked).isFalse();
    response
        .path("headers")
        .properties()
        .forEach(header -> checkHeader(asked, header.getKey(), header.getValue(), answer));
    if (!method.equals("HEAD")) {
      checkBody(asked, response.path("content"), answer);
    }
  }

  private JsonNode documented(String method, URI uri, Answer answer) {
    Route found =
        routes.stream()
            .filter(route -> route.path().matcher(uri.getRawPath()).matches())
            .findFirst()
            .orElse(null);
    if (found == null) {
      return answer.status() == 404 ? response("NotFound") : response("BadRequest");
    }
    String name = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    JsonNode operation = found.operations().path(name);
    if (operation.isMissingNode()) {
      assertThat(answer.status()).as("%s %s", method, uri).isEqualTo(405);
      return response("NotFound");
    }
    return resolved(operation.path("responses").path(Integer.toString(answer.status())));
  }

  private JsonNode response(String name) {
    return document.at("/components/responses/" + name);
  }

  private void checkHeader(String asked, String name, JsonNode reference, Answer answer) {
    JsonNode header = resolved(reference);
    List<String> values = answer.headers().allValues(name);
    if (header.path("required").booleanValue()) {
      assertThat(values).as("%s: header %s", asked, name).isNotEmpty();
    }
    boolean isNumber = header.at("/schema/type").asText().equals("integer");
    for (String value : values) {
      JsonNode json =
          isNumber && value.matches("\\d{1,9}")
              ? IntNode.valueOf(Integer.parseInt(value))
              : TextNode.valueOf(value);
      checkShape(asked + ": header " + name, header.path("schema"), json);
    }
  }

  private void checkBody(String asked, JsonNode content, Answer answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    if (content.isMissingNode()) {
      assertThat(type).as("%s: media type of no body", asked).isEmpty();
      assertThat(answer.json().isMissingNode()).as("%s: no body", asked).isTrue();
      return;
    }
    assertThat(content.fieldNames()).toIterable().as(asked).contains(type);
    if (type.endsWith("json")) {
      checkShape(asked + ": body", content.path(type).path("schema"), answer.json());
    }
  }

  private void checkShape(String what, JsonNode schema, JsonNode json) {
    assertThat(known.computeIfAbsent(schema, this::schema).validate(json))
        .as("%s: %s", what, json)
        .isEmpty();
  }

  /** With the components beside it, to which it refers. */
  private JsonSchema schema(JsonNode schema) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.set("components", document.path("components"));
    whole.setAll((ObjectNode) schema);
    return SCHEMAS.getSchema(whole, CONFIG);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
  }

  private static JsonSchemaFactory schemas() {
    JsonMetaSchema dialect =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("components"))
            .keyword(new NonValidationKeyword("example"))
            .build();
    return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
        .metaSchema(dialect)
        .build();
  }
}
