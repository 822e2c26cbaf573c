package dev.throughline.journal;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleTest {
  @Test
  void example_exportsItsSpan(@TempDir Path directory) {
    try (Collector collector = Collector.start()) {
      Example.run(directory, collector.endpoint());

      assertThat(collector.names()).containsExactly("work");
    }
  }

  @Test
  void readme_showsTheExample_asItIsCompiled() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/throughline/journal/Example.java"));
    String readme = Files.readString(Path.of("README.md"));

    String compiled =
        source
            .split(" *// README\n", -1)[1]
            .lines()
            .map(line -> line.isEmpty() ? line : line.substring(4))
            .collect(joining("\n", "", "\n"));
    String shown = readme.split("```java\n", -1)[1].split("```", -1)[0];

    assertThat(shown).isEqualTo(compiled);
  }
}
