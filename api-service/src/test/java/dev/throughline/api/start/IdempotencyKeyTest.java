package dev.throughline.api.start;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  private static final String BODY = "{\"a\": 1, \"b\": [true, null]}";

  @Test
  void noHeader_isNoKey() throws Exception {
    assertThat(IdempotencyKey.of(null, "ann", "POST /x", json(BODY))).isNull();
    assertThat(IdempotencyKey.of(List.of(), "ann", "POST /x", json(BODY))).isNull();
  }

  @Test
  void bareAndQuoted_areOneKey_alsoWithOtherWhiteSpaceAndOrder() throws Exception {
    assertThat(key("\"k-1\"", "ann", "POST /x", "{\"b\":[true,null],\"a\":1}").mark())
        .isEqualTo(key("k-1", "ann", "POST /x", BODY).mark());
  }

  @Test
  void otherKeysOrPrincipals_haveOtherWorkflowIds() throws Exception {
    String id = key("k-1", "ann", "POST /x", BODY).workflowId();

    assertThat(key("k-2", "ann", "POST /x", BODY).workflowId()).isNotEqualTo(id);
    assertThat(key("k-1", "bob", "POST /x", BODY).workflowId()).isNotEqualTo(id);
    // Not glued together: "a" with "nnk" is not "an" with "nk".
    assertThat(key("nnk", "a", "POST /x", BODY).workflowId())
        .isNotEqualTo(key("nk", "an", "POST /x", BODY).workflowId());
  }

  @Test
  void sameKeyOfAnotherRequest_isToldApart() throws Exception {
    IdempotencyKey first = key("k-1", "ann", "POST /x", BODY);

    for (IdempotencyKey other :
        List.of(key("k-1", "ann", "POST /y", BODY), key("k-1", "ann", "POST /x", "{\"a\": 2}"))) {
      assertThat(other.workflowId()).isEqualTo(first.workflowId());
      assertThat(other.isOf(first.mark())).isTrue();
      assertThatThrownBy(() -> other.check(first.mark())).isInstanceOf(ProblemException.class);
    }
    first.check(first.mark());
    first.check("");
    first.check(key("k-2", "ann", "POST /x", "{}").mark());
  }

  @Test
  void ids_areOfTheKeyAndWhatTheyAreMadeOf() throws Exception {
    IdempotencyKey key = key("k-1", "ann", "POST /x", BODY);

    assertThat(key.id("run", "a")).isEqualTo(key("k-1", "ann", "POST /x", "{}").id("run", "a"));
    assertThat(key.id("run", "a")).isNotEqualTo(key.id("run", "b"));
    assertThat(key.id("ru", "na")).isNotEqualTo(key.id("run", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "two words", "k\u00e9y", "tab\there"})
  void whatIsNoKey_isRefused(String field) {
    assertThatThrownBy(() -> key(field, "ann", "POST /x", BODY))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }

  @Test
  void tooLongOrTwo_areRefused() {
    assertThatThrownBy(() -> key("k".repeat(256), "ann", "POST /x", BODY))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> IdempotencyKey.of(List.of("one", "two"), "ann", "POST /x", json(BODY)))
        .isInstanceOf(ProblemException.class);
  }

  private static IdempotencyKey key(String field, String principal, String target, String body)
      throws Exception {
    return requireNonNull(IdempotencyKey.of(List.of(field), principal, target, json(body)));
  }

  private static @Nullable JsonNode json(String body) throws Exception {
    return new ObjectMapper().readTree(body);
  }
}
