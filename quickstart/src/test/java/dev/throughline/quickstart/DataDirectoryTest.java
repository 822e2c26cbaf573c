package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private final Path temporary;

  DataDirectoryTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void directoryInUse_isRefusedWithItsOwner() throws Exception {
    try (DataDirectory first = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> DataDirectory.open(temporary))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another process (" + ProcessHandle.current().pid() + ") uses")
          .hasMessageContaining(first.path().toString());
    }
  }

  @Test
  void closedDirectory_canBeOpenedAgain() throws Exception {
    Path missing = temporary.resolve("a/b");
    DataDirectory.open(missing).close();

    try (DataDirectory again = DataDirectory.open(missing)) {
      assertThat(again.path()).isDirectory();
    }
  }

  @Test
  void serverLeftBehind_isEndedByTheNextOwner() throws Exception {
    Process server = new ProcessBuilder("sleep", "600").start();
    try {
      try (DataDirectory first = DataDirectory.open(temporary)) {
        new ChildRecord(first.childFile()).write(server.toHandle());
      }
      DataDirectory.open(temporary).close();

      assertThat(server.isAlive()).isFalse();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
