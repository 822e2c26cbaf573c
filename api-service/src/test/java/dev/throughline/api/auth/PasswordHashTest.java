package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  @Test
  void hash_matchesItsPasswordOnly() {
    PasswordHash hash = PasswordHash.parse(PasswordHash.of("s3cret".toCharArray()).encoded());

    assertThat(hash.matches("s3cret".toCharArray())).isTrue();
    assertThat(hash.matches("s3creT".toCharArray())).isFalse();
    assertThat(hash.matches(new char[0])).isFalse();
  }

  @Test
  void samePassword_neverHasTheSameHash() {
    assertThat(PasswordHash.of("s3cret".toCharArray()).encoded())
        .isNotEqualTo(PasswordHash.of("s3cret".toCharArray()).encoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "pbkdf2-sha512:210000:!!:AAAA",
        "pbkdf2-sha512:0:AAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-sha512:999999999:AAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-sha512:210000:AAAA:AAAA",
      })
  void somethingElse_isRefused_andNotRepeated(String encoded) {
    assertThatThrownBy(() -> PasswordHash.parse(encoded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hash-password")
        .hasMessageNotContaining(encoded);
  }

  @Test
  void command_printsTheHashOfALine() throws Exception {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream("s3cret\n".getBytes(UTF_8)));
      System.setOut(new PrintStream(printed, true, UTF_8));
      new HashPasswordCommand().run(null, null);
    } finally {
      System.setIn(in);
      System.setOut(out);
    }

    PasswordHash hash = PasswordHash.parse(printed.toString(UTF_8).trim());
    assertThat(hash.matches("s3cret".toCharArray())).isTrue();
  }
}
