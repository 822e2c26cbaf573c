package dev.throughline.api.docs;

import static io.dropwizard.testing.ConfigOverride.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.throughline.api.TestedApi;
import dev.throughline.api.auth.AccessTable;
import dev.throughline.api.operate.BatchRequest;
import dev.throughline.api.operate.Reason;
import dev.throughline.api.operate.ResetRequest;
import dev.throughline.api.schedule.Backfill;
import dev.throughline.api.schedule.ScheduleNote;
import dev.throughline.api.schedule.ScheduleRequest;
import dev.throughline.api.schedule.ScheduleTrigger;
import dev.throughline.api.schedule.Timing;
import dev.throughline.api.types.InputSchema;
import io.dropwizard.testing.DropwizardTestSupport;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real service says of itself, against what it is. */
class OpenApiDocumentTest {
  private static final String NO_TEMPORAL = "127.0.0.1:1";
  private static final DropwizardTestSupport<?> SERVICE =
      TestedApi.with(NO_TEMPORAL, config("tracing.journal.enabled", "false"));
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static String text = "";
  private static JsonNode document = YAML.nullNode();

  @BeforeAll
  static void fetch() throws Exception {
    SERVICE.before();
    URI uri = URI.create("http://127.0.0.1:" + SERVICE.getLocalPort() + "/openapi.yaml");
    text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
            .body();
    document = YAML.readTree(text);
  }

  @AfterAll
  static void stop() {
    SERVICE.after();
  }

  @Test
  void document_isValid() {
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(text);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.isOpenapi31()).isTrue();
    assertThat(document.has("x-shared")).isFalse();
  }

  @Test
  void everyMethodOfTheService_isInTheDocument_withItsRole_andNothingElse() {
    Map<String, String> documented = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (member.getValue().has("operationId")) {
          String method = member.getKey().toUpperCase(Locale.ROOT);
          documented.put(
              method + " " + path.getKey(), member.getValue().path("x-role").textValue());
        }
      }
    }

    assertThat(documented)
        .isEqualTo(AccessTable.of(SERVICE.getEnvironment().jersey().getResourceConfig()));
  }

  @Test
  void everyReference_leadsSomewhere() {
    List<String> references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everyOperation_hasAnIdOfItsOwn() {
    assertThat(document.path("paths").findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  /** What they say of their values is tested with the answers, which have the same parts. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        Reason.class,
        ResetRequest.class,
        BatchRequest.class,
        ScheduleRequest.class,
        ScheduleRequest.Action.class,
        ScheduleRequest.Policy.class,
        Timing.class,
        ScheduleTrigger.class,
        Backfill.class,
        ScheduleNote.class,
      })
  void everyBody_hasTheFieldsThatAreRead(Class<?> body) {
    JsonNode read = InputSchema.of(body).json();
    JsonNode said = document.at("/components/schemas/" + body.getSimpleName());

    assertThat(said.path("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> read.path("properties").fieldNames());
    assertThat(said.path("required")).containsExactlyInAnyOrderElementsOf(read.path("required"));
  }

  @Test
  void everyExampleOfABody_isValid() {
    JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    for (JsonNode content : document.findValues("application/json")) {
      for (JsonNode example : content.path("examples")) {
        // The body's schema, with the components that it refers to beside it.
        ObjectNode schema = YAML.createObjectNode();
        schema.set("components", document.path("components"));
        schema.setAll((ObjectNode) content.path("schema"));

        assertThat(schemas.getSchema(schema).validate(example.path("value")))
            .as(example.toString())
            .isEmpty();
      }
    }
  }
}
