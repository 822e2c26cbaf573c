package dev.throughline.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportRequestTest {

  @ParameterizedTest
  @CsvSource({
    ",,,Give either file or url",
    "a.csv,http://example.com,,Give either file or url",
    "../a.csv,,,file is not a name in the file store: ../a.csv",
    ",ftp://example.com,,url is not an http or https URL of at most 2000 characters",
    "a.csv,,-1,'maxRejects is -1, not between 0 and 100000'"
  })
  void request_thatIsWrong_saysWhat(
      @Nullable String file, @Nullable String url, @Nullable Integer maxRejects, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImportRequest(file, url, maxRejects))
        .withMessage(message);
  }

  @Test
  void rejectLimit_withoutOne_isTheDefault() {
    assertThat(new ImportRequest("a.csv", null, null).rejectLimit()).isEqualTo(1000);
    assertThat(new ImportRequest("a.csv", null, 0).rejectLimit()).isZero();
  }
}
