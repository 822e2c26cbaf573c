package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildRecordTest {
  private final ChildRecord record;
  private Process child;

  ChildRecordTest(@TempDir Path directory) {
    record = new ChildRecord(directory.resolve("child.pid"));
  }

  @BeforeEach
  void startChild() throws Exception {
    child = new ProcessBuilder("sleep", "600").start();
    record.write(child.toHandle());
  }

  @AfterEach
  void endChild() throws Exception {
    child.destroyForcibly().waitFor();
  }

  @Test
  void recordedChild_isEnded() throws Exception {
    record.end();

    assertThat(child.isAlive()).isFalse();
    assertThat(record.file()).doesNotExist();
  }

  @Test
  void processThatStartedAtAnotherTime_isLeftAlone() throws Exception {
    replaceLine(1, Long.toString(child.info().startInstant().orElseThrow().toEpochMilli() - 3_000));

    record.end();

    assertThat(child.isAlive()).isTrue();
    assertThat(record.file()).doesNotExist();
  }

  @Test
  void processThatRunsAnotherExecutable_isLeftAlone() throws Exception {
    replaceLine(2, "/usr/bin/temporal");

    record.end();

    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void childThatHasEnded_isNotFound() throws Exception {
    child.destroyForcibly().waitFor();

    assertThat(record.find()).isEmpty();
  }

  @Test
  void recordThatCannotBeRead_tellsOfNoChild() throws Exception {
    Files.writeString(record.file(), "no\nnumbers\nhere\n");
    assertThat(record.find()).isEmpty();
    Files.writeString(record.file(), "");
    assertThat(record.find()).isEmpty();
  }

  private void replaceLine(int index, String line) throws Exception {
    List<String> lines = Files.readAllLines(record.file());
    lines.set(index, line);
    Files.write(record.file(), lines);
  }
}
