package dev.throughline.tracing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "absent",
      delimiter = '|',
      value = {
        "absent                   | false | false",
        "''                       | false | false",
        "','                      | false | false",
        "'link'                   | true  | false",
        "'same-trace'             | false | true",
        "'link,same-trace'        | true  | true",
        "'same-trace,link'        | true  | true",
        "'  link ,\tsame-trace '  | true  | true",
        "'link,link'              | true  | false",
        "'future,link,=;'         | true  | false",
        "'LINK'                   | false | false",
        "'link same-trace'        | false | false",
        "'linked,not-same-trace'  | false | false"
      })
  void parse_trimsItems_andIgnoresUnknownOnes(String items, boolean link, boolean sameTrace) {
    assertThat(Relation.parse(items)).isEqualTo(new Relation(link, sameTrace));
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, ''",
    "true, false, link",
    "false, true, same-trace",
    "true, true, 'link,same-trace'"
  })
  void format_isWhatParseReads(boolean link, boolean sameTrace, String items) {
    Relation relation = new Relation(link, sameTrace);

    assertThat(relation.format()).isEqualTo(items);
    assertThat(Relation.parse(items)).isEqualTo(relation);
  }

  @Test
  void relation_isTheDefault_untilOneIsMadeCurrent() {
    assertThat(Relation.fromContext(Context.current())).isEqualTo(Relation.DEFAULT);
    try (Scope ignored = Relation.LINK.makeCurrent()) {
      assertThat(Relation.fromContext(Context.current())).isEqualTo(Relation.LINK);
    }
    assertThat(Relation.fromContext(Context.current())).isEqualTo(Relation.DEFAULT);
  }
}
