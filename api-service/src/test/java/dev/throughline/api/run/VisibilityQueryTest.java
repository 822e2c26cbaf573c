package dev.throughline.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibilityQueryTest {
  private static final String CLAUSE = "WorkflowType != 'throughline.Recorder'";

  @Test
  void noQuery_isTheClause() {
    assertThat(VisibilityQuery.withoutRecorder("")).isEqualTo(CLAUSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A = 'b' OR C = 'd'",
        "A = 'it\\'s ) GROUP BY'",
        "A = 'it''s ('",
        "`Group by` = \"x)\"",
        "(A = 1 OR (B = 2))",
        "SubgroupBy = 1",
      })
  void filter_isPutInBrackets(String query) {
    assertThat(VisibilityQuery.withoutRecorder(query)).isEqualTo("(" + query + ") AND " + CLAUSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "A = 'x' GROUP BY ExecutionStatus | (A = 'x') AND WorkflowType != 'throughline.Recorder' GROUP BY ExecutionStatus",
        "group  by ExecutionStatus        | WorkflowType != 'throughline.Recorder' group  by ExecutionStatus",
        "A = 1 ORDER BY StartTime         | (A = 1) AND WorkflowType != 'throughline.Recorder' ORDER BY StartTime",
      })
  void grouping_staysBehindTheClause(String query, String whole) {
    assertThat(VisibilityQuery.withoutRecorder(query)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A = 1) OR (B = 2", "A = 'x", "(A = 1", ")"})
  void unbalancedQuery_staysForTemporalToRefuse(String query) {
    assertThat(VisibilityQuery.withoutRecorder(query)).isEqualTo(query);
  }
}
