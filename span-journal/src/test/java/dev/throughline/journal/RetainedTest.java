package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans that can be read when the backend has them. */
class RetainedTest {
  private static final int SEGMENT = 1 << 16;

  private final Collector collector = Collector.start();
  private final Path directory;

  RetainedTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void acknowledgedSpans_areReadByTrace_whileTheJournalRuns_andAfterIt() throws IOException {
    JournalReader reader = new JournalReader(directory);
    try (SpanJournal journal = journal().build()) {
      // A disk that takes too long to make room costs a span, which add() tells.
      await().until(() -> journal.add(Spans.bar("a")));
      await().until(() -> journal.add(Spans.large("b", 60_000)));
      await().until(() -> journal.add(Spans.large("c", 60_000)));
      assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(read(reader, "a")).containsExactly("a");
      await().until(() -> !JournalFiles.list(directory.resolve("retained")).isEmpty());
      assertThat(read(reader, "a")).containsExactly("a");
      assertThat(read(reader, "c")).containsExactly("c");
    }

    assertThat(read(reader, "a")).containsExactly("a");
    assertThat(read(new JournalReader(directory), "b")).containsExactly("b");
    assertThat(read(reader, "nothing")).isEmpty();
    assertThat(new JournalFiles(directory).processes()).isEmpty();
  }

  @Test
  void retainedSpans_areGoneAfterTheirTime() throws IOException {
    try (SpanJournal journal = journal().build()) {
      journal.add(Spans.bar("a"));
      assertThat(journal.problem()).isNull();
    }
    for (Path file : JournalFiles.list(directory.resolve("retained"))) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    JournalReader reader = new JournalReader(directory);
    assertThat(read(reader, "a")).containsExactly("a");

    try (SpanJournal journal = journal().build()) {
      await().until(() -> JournalFiles.list(directory.resolve("retained")).isEmpty());
      assertThat(journal.problem()).isNull();
    }

    assertThat(read(reader, "a")).isEmpty();
  }

  @Test
  void retainedSpans_makeRoomForNewOnes_theOldestFirst() throws IOException {
    try (SpanJournal journal = journal().setMaxSize(8 * SEGMENT).build()) {
      for (int i = 0; i < 20; i++) {
        journal.add(Spans.large("large" + i, 60_000));
        assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        await().until(() -> journal.problem() == null);
      }
    }
    JournalReader reader = new JournalReader(directory);
    assertThat(collector.names()).hasSize(20);
    assertThat(read(reader, "large0")).isEmpty();
    assertThat(read(reader, "large19")).containsExactly("large19");
  }

  @Test
  void spansOfAnotherProcess_areReadWhileItWritesThem() throws Exception {
    JournalReader reader = new JournalReader(directory);
    try (JournalProcess writer = JournalProcess.writing(directory)) {
      for (String name : writer.read(200)) {
        assertThat(read(reader, name))
            .isEqualTo(name.startsWith("open") ? List.of() : List.of(name));
      }
      writer.kill();
    }
  }

  private static List<String> read(JournalReader reader, String name) throws IOException {
    return Collector.spans(reader.readTrace(Spans.traceId(name))).stream()
        .map(span -> span.getName())
        .toList();
  }

  private SpanJournal.Builder journal() {
    return SpanJournal.builder(directory)
        .exportTo(collector.settings())
        .setRetain(Duration.ofHours(1))
        .setSegmentSize(SEGMENT)
        .setExportDelay(Duration.ofMillis(5));
  }
}
