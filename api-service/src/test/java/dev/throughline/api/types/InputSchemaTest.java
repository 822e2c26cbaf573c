package dev.throughline.api.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.problem.Problem.Violation;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputSchemaTest {
  private static final InputSchema SCHEMA = InputSchema.of(Sample.class);

  /** A little of everything. */
  record Sample(
      @Min(1) @Max(10) int rows,
      @NotEmpty List<@Email String> to,
      @Nullable Instant at,
      @Nullable Duration delay,
      @Nullable Part part) {
    Sample {
      if (at != null && delay != null) {
        throw new IllegalArgumentException("give one of at and delay");
      }
    }
  }

  record Part(@Pattern(regexp = "[a-z]+") String name) {}

  @Test
  void schema_hasTypesLimitsFormatsAndWhatIsRequired() throws Exception {
    JsonNode schema = SCHEMA.json();
    assertThat(schema.toString())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type":"object","properties":{
                      "at":{"type":["string","null"],"format":"date-time"},
                      "delay":{"type":["string","null"],"format":"duration"},
                      "part":{"type":["object","null"],"properties":{"name":{"type":"string","pattern":"^(?:[a-z]+)$"}},
                        "required":["name"],"additionalProperties":false},
                      "rows":{"type":"integer","minimum":1,"maximum":10},
                      "to":{"minItems":1,"type":"array","items":{"type":"string","format":"email"}}},
                     "required":["rows","to"],"additionalProperties":false}""")
                .toString());
  }

  @Test
  void validInput_hasNoViolations() {
    assertThat(violations("{'rows': 3, 'to': ['a@b.org'], 'at': null, 'delay': 'PT5S'}")).isEmpty();
  }

  @Test
  void everyViolation_isToldAtOnce_byField() {
    assertThat(violations("{'rows': 11, 'to': ['a@b.org', 'none'], 'part': {}, 'colour': 1}"))
        .extracting(Violation::field)
        .containsExactly("colour", "part.name", "rows", "to[1]");
  }

  @Test
  void messages_sayWhatItMustBe() {
    assertThat(violations("{'rows': 11, 'to': [], 'colour': 1}"))
        .containsExactly(
            new Violation("colour", "is not a field here"),
            new Violation("rows", "must have a maximum value of 10"),
            new Violation("to", "must have at least 1 items but found 0"));
    assertThat(violations("{'rows': 1}")).containsExactly(new Violation("to", "is missing"));
  }

  @Test
  void rulesOfTheTypeItself_areViolationsToo() {
    assertThat(violations("{'rows':1,'to':['a@b.org'],'at':'2026-01-01T00:00:00Z','delay':'PT1S'}"))
        .containsExactly(new Violation("body", "give one of at and delay"));
  }

  @Test
  void pattern_isForTheWholeText() {
    assertThat(violations("{'rows': 1, 'to': ['a@b.org'], 'part': {'name': 'ab1'}}"))
        .extracting(Violation::field)
        .containsExactly("part.name");
  }

  @Test
  void noInput_isMissing() {
    assertThat(SCHEMA.violations(null)).containsExactly(new Violation("body", "is missing"));
  }

  private static List<Violation> violations(String json) {
    try {
      return SCHEMA.violations(new ObjectMapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
