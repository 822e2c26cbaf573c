package dev.throughline.api.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * What the API looks like, in OpenAPI 3.1. The paths and what is answered are written by hand; the
 * schemas of what comes in, {@code SendEmail} and for each workflow type {@code TYPEInput} and
 * {@code TYPEResult}, are those that inputs are checked against.
 */
public final class OpenApiDocument {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private final String yaml;

  private OpenApiDocument(String yaml) {
    this.yaml = yaml;
  }

  /**
   * Puts it together.
   *
   * @param bodies further schemas by name
   */
  public static OpenApiDocument of(WorkflowTypes types, Map<String, InputSchema> bodies) {
    try (InputStream template = OpenApiDocument.class.getResourceAsStream("openapi.yaml")) {
      ObjectNode document =
          (ObjectNode) YAML.readTree(Objects.requireNonNull(template, "openapi.yaml"));
      SharedParts.spread(document);
      ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
      bodies.forEach((name, schema) -> schemas.set(name, schema.json()));
      types.all().forEach(type -> put(schemas, type));
      return new OpenApiDocument(YAML.writeValueAsString(document));
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }

  /** The document, as YAML. */
  public String yaml() {
    return yaml;
  }

  private static void put(ObjectNode schemas, WorkflowType type) {
    InputSchema input = type.start().input();
    if (input != null) {
      schemas.set(type.name() + "Input", input.json());
    }
    if (type.start().result() != null) {
      schemas.set(type.name() + "Result", type.start().result());
    }
  }
}
