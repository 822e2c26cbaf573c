package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.util.ArrayList;
import java.util.List;

/** Search attributes from JSON: the value tells the type, as far as JSON knows it. */
final class JsonSearchAttributes {

  private JsonSearchAttributes() {}

  /**
   * Text as a keyword (a date is one too, and the server takes it where the attribute is a date),
   * whole numbers, other numbers, booleans, and lists of text.
   *
   * @throws dev.throughline.api.problem.ProblemException 422 for any other value
   */
  static SearchAttributes typed(ObjectNode json) {
    SearchAttributes.Builder attributes = SearchAttributes.newBuilder();
    json.properties().forEach(field -> add(attributes, field.getKey(), field.getValue()));
    return attributes.build();
  }

  private static void add(SearchAttributes.Builder attributes, String name, JsonNode value) {
    if (value.isTextual()) {
      attributes.set(SearchAttributeKey.forKeyword(name), value.textValue());
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      attributes.set(SearchAttributeKey.forLong(name), value.longValue());
    } else if (value.isNumber()) {
      attributes.set(SearchAttributeKey.forDouble(name), value.doubleValue());
    } else if (value.isBoolean()) {
      attributes.set(SearchAttributeKey.forBoolean(name), value.booleanValue());
    } else if (value.isArray()) {
      List<String> keywords = new ArrayList<>();
      value.forEach(keyword -> keywords.add(keyword.asText()));
      attributes.set(SearchAttributeKey.forKeywordList(name), keywords);
    } else {
      String field = "searchAttributes." + name;
      String message = "must be text, a number, a boolean or a list of text";
      throw Problem.invalidInput(List.of(new Violation(field, message))).exception();
    }
  }
}
