package dev.throughline.api.types;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an input must look like: a JSON Schema, and the Java type behind it, whose own rules are
 * checked when the schema's are kept.
 *
 * <p>Thread-safe.
 */
public final class InputSchema {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .formatAssertionsEnabled(true)
          .pathType(PathType.JSON_PATH)
          .build();

  /** Reads as the workers do. */
  private static final ObjectMapper JSON = JacksonJsonPayloadConverter.newDefaultObjectMapper();

  private final JsonNode json;
  private final JavaType type;
  private final JsonSchema schema;

  private InputSchema(JsonNode json, JavaType type) {
    this.json = json;
    this.type = type;
    this.schema = FACTORY.getSchema(json, CONFIG);
  }

  /** The schema of a Java type. */
  public static InputSchema of(Type type) {
    return new InputSchema(JsonSchemas.input(type), JSON.constructType(type));
  }

  /** The schema itself, JSON Schema 2020-12. */
  public JsonNode json() {
    return json;
  }

  /**
   * What is wrong with an input.
   *
   * @param input null for none
   * @return by field; empty if nothing is
   */
  public List<Violation> violations(@Nullable JsonNode input) {
    if (input == null || input.isMissingNode()) {
      return List.of(new Violation("body", "is missing"));
    }
    List<Violation> violations =
        schema.validate(input).stream()
            .map(InputSchema::violation)
            .distinct()
            // Enough to mend a body by; a hostile one has any number.
            .limit(100)
            .sorted(Comparator.comparing(Violation::field))
            .toList();
    return violations.isEmpty() ? bound(input) : violations;
  }

  /**
   * The input as a Java type.
   *
   * @param as the type that this is the schema of
   * @throws dev.throughline.api.problem.ProblemException 422 with what is wrong
   */
  public <T> T read(@Nullable JsonNode input, Class<T> as) {
    check(input);
    return JSON.convertValue(input, as);
  }

  /**
   * Nothing, for an input that is right.
   *
   * @throws dev.throughline.api.problem.ProblemException 422 with what is wrong
   */
  public void check(@Nullable JsonNode input) {
    List<Violation> violations = violations(input);
    if (!violations.isEmpty()) {
      throw Problem.invalidInput(violations).exception();
    }
  }

  private List<Violation> bound(JsonNode input) {
    try {
      Object unused = JSON.convertValue(input, type);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(new Violation(field(e), message(e)));
    }
  }

  private static String field(IllegalArgumentException refused) {
    if (refused.getCause() instanceof JsonMappingException mapping) {
      StringBuilder path = new StringBuilder();
      for (JsonMappingException.Reference at : mapping.getPath()) {
        if (at.getFieldName() == null) {
          path.append('[').append(at.getIndex()).append(']');
        } else {
          path.append(path.isEmpty() ? "" : ".").append(at.getFieldName());
        }
      }
      return path.isEmpty() ? "body" : path.toString();
    }
    return "body";
  }

  /** In the words of the type's own check, where it has refused the value. */
  private static String message(IllegalArgumentException refused) {
    for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException own && own.getMessage() != null) {
        return own.getMessage();
      }
    }
    return "has a value of the wrong form";
  }

  private static Violation violation(ValidationMessage message) {
    String path = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
    String property = message.getProperty();
    if (property == null) {
      return new Violation(path.isEmpty() ? "body" : path, message.getError());
    }
    String field = path.isEmpty() ? property : path + "." + property;
    return switch (message.getType()) {
      case "required" -> new Violation(field, "is missing");
      case "additionalProperties" -> new Violation(field, "is not a field here");
      default -> new Violation(field, message.getError());
    };
  }
}
