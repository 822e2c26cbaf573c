package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that has no room. */
class BoundsTest {
  private static final int SEGMENT = 1 << 16;

  private final Collector collector = Collector.start();
  private final Measured measured = new Measured();
  private final Path directory;

  BoundsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void processWithoutAnEndpoint_leavesOthersSpansToOneThatHas() {
    try (SpanJournal journal = keeping().build()) {
      journal.add(Spans.bar("left"));
    }
    try (SpanJournal idle = keeping().build();
        SpanJournal next = exporting().build()) {
      await().untilAsserted(() -> assertThat(collector.names()).containsExactly("left"));
      assertThat(idle.problem()).isNull();
      assertThat(next.problem()).isNull();
    }
  }

  @Test
  void withoutAnEndpoint_theOldestThatProcessesHaveLeftMakesRoom() throws IOException {
    leave("oldest");
    leave("older");
    leave("newest");
    try (SpanJournal idle = keeping().setMaxSize(4 * SEGMENT).build()) {
      // It looks every ten seconds, and its own segments may not all have been there the first
      // time.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> new JournalFiles(directory).processes().size() == 2);
      assertThat(idle.problem()).isNull();
    }
    try (SpanJournal next = exporting().build()) {
      await().untilAsserted(() -> assertThat(collector.names()).contains("newest"));
      assertThat(next.problem()).isNull();
    }
    assertThat(collector.names()).containsOnly("newest");
  }

  private SpanJournal.Builder keeping() {
    return SpanJournal.builder(directory).setSegmentSize(SEGMENT);
  }

  /** Two spans of this name, of a process that is gone. */
  private void leave(String name) {
    try (SpanJournal journal = keeping().build()) {
      Spans.keep(journal, Spans.large(name, 50_000));
      Spans.keep(journal, Spans.large(name, 50_000));
    }
  }

  @Test
  void fullJournal_dropsNewSpans_withoutDelay_untilTheBackendTakesSome() throws IOException {
    collector.behave(spans -> 503);
    try (SpanJournal journal = exporting().build()) {
      await()
          .until(
              () -> {
                addLarge(journal, 5);
                return journal.problem() != null;
              });
      addLarge(journal, 5);
      assertThat(journal.problem()).contains("full").contains("maxSize is " + 8 * SEGMENT);
      long dropped = measured.dropped("full");
      assertThat(dropped).isPositive();
      assertThat(sizeOfSegments()).isLessThanOrEqualTo(8 * SEGMENT);

      long began = System.nanoTime();
      addLarge(journal, 100);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      assertThat(measured.dropped("full")).isEqualTo(dropped + 100);

      collector.behave(spans -> 200);
      await().until(() -> journal.problem() == null);
      journal.add(Spans.bar("kept again"));
      assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    assertThat(collector.names()).contains("kept again");
    assertThat(measured.dropped("disk")).isZero();
  }

  @Test
  void spanLargerThanASegment_isDropped_andNoOther() {
    try (SpanJournal journal = exporting().build()) {
      journal.add(Spans.large("too large", SEGMENT));
      journal.add(Spans.bar("small"));
      assertThat(journal.problem()).isNull();
      assertThat(measured.dropped("too_large")).isEqualTo(1);
    }
    assertThat(collector.names()).containsExactly("small");
  }

  @Test
  void journalWithoutEndpoint_dropsItsOldestSpans_andIsNeverUnwell() throws IOException {
    try (SpanJournal journal = local().build()) {
      for (int i = 0; i < 100; i++) {
        journal.add(Spans.large("span" + i, 20_000));
        assertThat(journal.problem()).isNull();
      }
      JournalReader reader = new JournalReader(directory);
      await().until(() -> reader.readTrace(Spans.traceId("span0")).length == 0);
      assertThat(reader.readTrace(Spans.traceId("span99"))).isNotEmpty();
      // More may be going while it is counted.
      await()
          .untilAsserted(
              () -> {
                int kept = 0;
                for (int i = 0; i < 100; i++) {
                  kept += reader.readTrace(Spans.traceId("span" + i)).length > 0 ? 1 : 0;
                }
                assertThat(measured.dropped("evicted")).isEqualTo(100 - kept).isPositive();
                assertThat(measured.backlogSpans()).isEqualTo(kept);
              });
    }
  }

  @Test
  void openSpan_survivesTheEvictionOfItsSegment() throws IOException {
    try (SpanJournal journal = local().build()) {
      Span open =
          SdkTracerProvider.builder()
              .addSpanProcessor(journal)
              .build()
              .get("test")
              .spanBuilder("open")
              .startSpan();
      await()
          .until(
              () -> {
                addLarge(journal, 20);
                return measured.dropped("evicted") > 50;
              });
      assertThat(Orphan.of(directory, directory.resolve("copy")).names()).containsOnlyOnce("open");
      assertThat(open.isRecording()).isTrue();
    }
  }

  @Test
  void addAfterShutdown_addsNothing_andShutdownAgain_isTheSame() {
    SpanJournal journal = exporting().build();
    var first = journal.shutdown();
    assertThat(first.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();

    journal.add(Spans.bar("late"));

    assertThat(journal.shutdown()).isSameAs(first);
    assertThat(collector.names()).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void directoryThatIsAFile_isRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> SpanJournal.builder(file).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The journal's directory is a file: %s; name another directory", file);
  }

  @Test
  void fullDisk_dropsNewSpans_andIsUsedAgainWhenItHasRoom() throws Exception {
    Path disk = mountSmallDisk("1m");
    try {
      Path other = disk.resolve("somebody else's");
      Files.write(other, new byte[700_000]);
      collector.behave(spans -> 503);
      try (SpanJournal journal = exportingTo(disk.resolve("journal"), 1 << 30).build()) {
        await()
            .until(
                () -> {
                  addLarge(journal, 5);
                  return measured.dropped("disk") > 0;
                });
        assertThat(journal.problem()).isNotNull();

        Files.delete(other);

        await().until(() -> journal.problem() == null);
        journal.add(Spans.bar("kept again"));
        collector.behave(spans -> 200);
        assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
      assertThat(collector.names()).contains("kept again");
    } finally {
      unmount(disk);
    }
  }

  @Test
  void diskThatIsFullFromTheStart_refusesNothingButSpans() throws Exception {
    Path disk = mountSmallDisk("16k");
    try (SpanJournal journal = exportingTo(disk.resolve("journal"), 1 << 30).build()) {
      journal.add(Spans.bar("dropped"));
      assertThat(journal.problem()).isNotNull();
      assertThat(measured.dropped("disk")).isEqualTo(1);
    } finally {
      unmount(disk);
    }
  }

  @Test
  void readOnlyDisk_refusesNothingButSpans_andIsUsedWhenItCanBeWritten() throws Exception {
    Path disk = mountSmallDisk("1m");
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
    try (SpanJournal journal = exportingTo(disk.resolve("journal"), 1 << 30).build()) {
      journal.add(Spans.bar("dropped"));
      assertThat(journal.problem()).isNotNull();

      assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();

      await().until(() -> journal.problem() == null);
      journal.add(Spans.bar("kept"));
      collector.awaitSpans(1);
    } finally {
      unmount(disk);
    }
    assertThat(collector.names()).containsExactly("kept");
  }

  private Path mountSmallDisk(String size) throws IOException, InterruptedException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()) == 0,
        "only root may mount");
    return disk;
  }

  private static void unmount(Path disk) throws InterruptedException {
    // Lazily, because files of a closed journal stay mapped until they are garbage.
    run("umount", "-l", disk.toString());
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      return -1; // there is no such command
    }
  }

  private static void addLarge(SpanJournal journal, int count) {
    for (int i = 0; i < count; i++) {
      journal.add(Spans.large("large", 20_000));
    }
  }

  private long sizeOfSegments() throws IOException {
    Path own = new JournalFiles(directory).processes().get(0);
    return JournalFiles.list(own).stream()
        .filter(JournalFiles::isSegment)
        .mapToLong(file -> file.toFile().length())
        .sum();
  }

  private SpanJournal.Builder exporting() {
    return exportingTo(directory, 8 * SEGMENT);
  }

  private SpanJournal.Builder exportingTo(Path journal, long maxSize) {
    return SpanJournal.builder(journal)
        .exportTo(collector.settings())
        .setMeterProvider(measured.meters())
        .setSegmentSize(SEGMENT)
        .setMaxSize(maxSize)
        .setStopTimeout(Duration.ofMillis(500))
        .setExportDelay(Duration.ofMillis(20));
  }

  private SpanJournal.Builder local() {
    return SpanJournal.builder(directory)
        .setMeterProvider(measured.meters())
        .setSegmentSize(SEGMENT)
        .setMaxSize(8 * SEGMENT);
  }
}
