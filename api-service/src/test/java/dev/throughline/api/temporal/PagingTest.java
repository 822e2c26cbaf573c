package dev.throughline.api.temporal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
  private static final ByteString TEMPORAL = ByteString.copyFromUtf8("temporal's");
  private final Paging paging = new Paging("A = 1");

  @Test
  void token_comesBack() {
    assertThat(paging.temporal(paging.token(TEMPORAL))).isEqualTo(TEMPORAL);
  }

  @Test
  void lastPage_hasNoToken() {
    assertThat(paging.token(ByteString.EMPTY)).isNull();
  }

  @Test
  void noToken_isTheFirstPage() {
    assertThat(paging.temporal(null)).isEqualTo(ByteString.EMPTY);
    assertThat(paging.temporal("")).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void tokenOfAnotherQuery_isRefused() {
    String other = requireNonNull(new Paging("A = 2").token(TEMPORAL));

    assertRefused(other);
  }

  @Test
  void changedToken_isRefused() {
    String token = requireNonNull(paging.token(TEMPORAL));

    assertRefused(token.substring(0, token.length() - 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "a", "AAAA", "AAAAAAAAAAA", "AAAAAAAAAAAAAAAA"})
  void noToken_isRefused(String token) {
    assertRefused(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "x", "", "99999999999"})
  void badSize_isRefused(String size) {
    assertThatThrownBy(() -> Paging.size(size, 50))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().detail()).contains("1 to 1000"));
  }

  @Test
  void size_isAsAskedOrTheDefault() {
    assertThat(Paging.size(null, 50)).isEqualTo(50);
    assertThat(Paging.size("1000", 50)).isEqualTo(1000);
  }

  private void assertRefused(String token) {
    assertThatThrownBy(() -> paging.temporal(token))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }
}
