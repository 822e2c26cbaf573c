package dev.throughline.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {

  private final Path directory;

  FileStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void path_ofAName_isInTheDirectory() {
    FileStore files = new FileStore(directory.resolve("a/b"));

    assertThat(directory.resolve("a/b")).isDirectory();
    assertThat(files.path("report-1.csv")).isEqualTo(directory.resolve("a/b/report-1.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "a\u0000b", "C:x"})
  void path_ofWhatIsNoName_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new FileStore(directory).path(name));
  }
}
