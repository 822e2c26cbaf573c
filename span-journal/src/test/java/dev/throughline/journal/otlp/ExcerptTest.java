package dev.throughline.journal.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void lines_becomeOneLine() {
    assertThat(Excerpt.of("\n bad\r\n\tspan\u001b[31m \n")).isEqualTo("bad span [31m");
  }

  @Test
  void longText_isCutAtAWholeCharacter() {
    assertThat(Excerpt.of("🚂".repeat(1000))).isEqualTo("🚂".repeat(300));
  }

  @Test
  void textLongerThanWhatWasRead_isStillText() {
    byte[] cutWithinACharacter = new byte[1001];
    System.arraycopy("é".repeat(501).getBytes(UTF_8), 0, cutWithinACharacter, 0, 1001);
    assertThat(Excerpt.of(cutWithinACharacter)).isEqualTo("é".repeat(300));
  }

  @Test
  void binary_isNothing() {
    assertThat(Excerpt.of(new byte[] {'o', 'k', 0, 1})).isEmpty();
    assertThat(Excerpt.of(new byte[] {(byte) 0xC3, '('})).isEmpty();
  }

  @Test
  void statusWithoutWords_standsAlone() {
    assertThat(Excerpt.join("HTTP 400 ", "")).isEqualTo("HTTP 400");
  }
}
