package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are as documented, and some that are not quite. */
class DocumentedAnswersIT {
  private static final String DOCUMENT =
      """
      paths:
        /things/{id}:
          get:
            responses:
              '200': {$ref: '#/components/responses/Thing'}
        /things/none:
          get: {responses: {'204': {description: Nothing.}}}
      components:
        responses:
          Thing:
            headers: {ETag: {required: true, schema: {type: string}}}
            content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
        schemas:
          Thing:
            required: [name]
            additionalProperties: false
            properties: {name: {type: string}}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private DocumentedAnswers documented;

  @BeforeEach
  void read() throws Exception {
    documented = new DocumentedAnswers(new ObjectMapper(new YAMLFactory()).readTree(DOCUMENT));
  }

  @Test
  void answerAsDocumented_isFine() {
    assertThatCode(() -> check("/things/1", 200, "application/json", "{\"name\": \"n\"}"))
        .doesNotThrowAnyException();
  }

  @Test
  void otherStatus_isNotDocumented() {
    assertThatThrownBy(() -> check("/things/1", 201, "application/json", "{\"name\": \"n\"}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GET /things/1 -> 201 is not documented");
  }

  @Test
  void pathThatIsSpelledOut_goesBeforeOneWithAVariable() {
    assertThatThrownBy(() -> check("/things/none", 200, "application/json", "{\"name\": \"n\"}"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void fieldThatIsNotDocumented_isRefused() {
    assertThatThrownBy(() -> check("/things/1", 200, "application/json", "{\"nam\": \"n\"}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nam");
  }

  @Test
  void otherMediaType_isRefused() {
    assertThatThrownBy(() -> check("/things/1", 200, "text/plain", "{\"name\": \"n\"}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("text/plain");
  }

  @Test
  void missingHeader_isRefused() {
    Map<String, List<String>> headers = Map.of("Content-Type", List.of("application/json"));

    assertThatThrownBy(() -> check("/things/1", 200, headers, "{\"name\": \"n\"}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ETag");
  }

  private void check(String path, int status, String type, String body) throws Exception {
    check(path, status, Map.of("Content-Type", List.of(type), "ETag", List.of("\"1\"")), body);
  }

  private void check(String path, int status, Map<String, List<String>> headers, String body)
      throws Exception {
    Answer answer =
        new Answer(status, HttpHeaders.of(headers, (name, value) -> true), JSON.readTree(body));
    documented.check("GET", URI.create(path), answer);
  }
}
