package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real histories with the spans that they tell. {@code -Dthroughline.golden=write} writes the
 * outlines anew: read what has changed against the contract, line by line, before it stays.
 */
class GoldenHistoryTest {
  static List<History> histories() {
    return History.all();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void history_tellsTheSpansOfItsOutline(History history) throws IOException {
    Path file = History.DIRECTORY.resolve(history.name() + ".txt");
    String outline = Outline.of(history, WrittenSpans.all());
    if ("write".equals(System.getProperty("throughline.golden"))) {
      Files.writeString(file, outline);
    }

    assertThat(outline).isEqualTo(Files.readString(file));
  }
}
