package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanJournalTest {
  private final Path directory;
  private final Collector collector = Collector.start();

  SpanJournalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void spans_areExportedInTheirOrder() {
    SpanJournal journal = journal().build();
    journal.add(Spans.bar("a"));
    journal.add(Spans.bar("b"));

    assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();

    assertThat(collector.names()).containsExactly("a", "b");
    journal.close();
  }

  @Test
  void journal_whoseSpansAreAcknowledged_leavesNothingBehind() throws IOException {
    SpanJournal journal = journal().build();
    journal.add(Spans.bar("a"));

    journal.close();

    assertThat(collector.names()).containsExactly("a");
    assertThat(JournalFiles.list(directory)).isEmpty();
  }

  @Test
  void spansThatNobodyTook_areExportedByTheNextJournal() {
    collector.behave(spans -> 503);
    SpanJournal journal = journal().setStopTimeout(Duration.ofMillis(50)).build();
    journal.add(Spans.bar("a"));
    journal.close();
    collector.behave(spans -> 200);

    SpanJournal next = journal().build();

    await().untilAsserted(() -> assertThat(collector.names()).containsExactly("a"));
    next.close();
  }

  private SpanJournal.Builder journal() {
    return SpanJournal.builder(directory)
        .exportTo(collector.settings())
        .setSegmentSize(1 << 16)
        .setExportDelay(Duration.ofMillis(20));
  }
}
