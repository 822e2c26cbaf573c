package dev.throughline.api.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas (2020-12) of Java types. A record's component must be there unless it is {@code
 * Nullable}; Jakarta Validation's annotations are the other rules; what is not a component is
 * refused.
 */
final class JsonSchemas {
  private static final SchemaGenerator INPUTS = generator(true);
  private static final SchemaGenerator RESULTS = generator(false);

  private JsonSchemas() {}

  /** Of something that comes in: a field that is misspelt is a mistake to hear about. */
  static ObjectNode input(Type type) {
    return INPUTS.generateSchema(type);
  }

  /** Of something that goes out: later versions may say more. */
  static ObjectNode result(Type type) {
    return RESULTS.generateSchema(type);
  }

  private static SchemaGenerator generator(boolean closed) {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonModule())
            .with(new Constraints())
            .with(Option.INLINE_ALL_SCHEMAS, Option.ADDITIONAL_FIXED_TYPES, Option.STANDARD_FORMATS)
            // Schemas are put into other documents, which say which version they are of.
            .without(Option.SCHEMA_VERSION_INDICATOR);
    if (closed) {
      config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
    }
    config
        .forFields()
        .withRequiredCheck(field -> !isNullable(field.getRawMember().getAnnotatedType()))
        .withNullableCheck(field -> isNullable(field.getRawMember().getAnnotatedType()));
    config
        .forTypesInGeneral()
        .withCustomDefinitionProvider(
            (type, context) -> {
              ObjectNode any = context.getGeneratorConfig().createObjectNode();
              if (type.getErasedType() == ObjectNode.class) {
                any.put("type", "object");
              } else if (type.getErasedType() != JsonNode.class) {
                return null;
              }
              return new CustomDefinition(any, DefinitionType.INLINE, AttributeInclusion.NO);
            })
        .withStringFormatResolver(
            scope -> scope.getType().getErasedType() == Duration.class ? "duration" : null);
    return new SchemaGenerator(config.build());
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /** A pattern of Jakarta Validation is for the whole text; one of JSON Schema for a part of it. */
  private static final class Constraints extends JakartaValidationModule {
    Constraints() {
      super(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS);
    }

    @Override
    protected @Nullable String resolveStringPattern(MemberScope<?, ?> member) {
      String pattern = super.resolveStringPattern(member);
      return pattern == null || pattern.startsWith("^") ? pattern : "^(?:" + pattern + ")$";
    }
  }
}
