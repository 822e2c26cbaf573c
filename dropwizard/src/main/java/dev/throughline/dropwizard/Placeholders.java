package dev.throughline.dropwizard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.configuration.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment's values where a configuration says <code>${NAME}</code>. It does so in what
 * has been read, and not in the file's text: a password may have any character, and a comment any
 * name.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Map<String, String> environment;
  private final Set<String> unset = new TreeSet<>();

  private Placeholders(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Fills a configuration.
   *
   * @param path the file's, for the message
   * @throws ConfigurationException if a variable is not set; the message names all that are not
   */
  static void fill(ObjectNode root, String path, Map<String, String> environment)
      throws ConfigurationException {
    Placeholders placeholders = new Placeholders(environment);
    placeholders.fillIn(root);
    if (!placeholders.unset.isEmpty()) {
      throw new UnsetException(path, placeholders.unset);
    }
  }

  private void fillIn(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(filled(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filled(array.get(i)));
      }
    }
  }

  private JsonNode filled(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(PLACEHOLDER.matcher(node.textValue()).replaceAll(this::value));
    }
    fillIn(node);
    return node;
  }

  private String value(MatchResult placeholder) {
    String name = placeholder.group(1);
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      unset.add(name);
    }
    return Matcher.quoteReplacement(value);
  }

  private static final class UnsetException extends ConfigurationException {
    private static final long serialVersionUID = 1;

    UnsetException(String path, Set<String> names) {
      super(
          path,
          List.of("environment variables that it needs are not set: " + String.join(", ", names)));
    }
  }
}
