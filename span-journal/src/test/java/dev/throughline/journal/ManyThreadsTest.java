package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyThreadsTest {
  private static final int THREADS = 8;
  private static final int EACH = 4_000;

  private final Collector collector = Collector.start();
  private final Path directory;

  ManyThreadsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void spansOfManyThreads_areExportedOnce_eachThreadsInItsOrder() throws InterruptedException {
    try (SpanJournal journal = journal()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        String name = "thread" + t;
        threads.add(new Thread(() -> addMany(journal, name)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(journal.forceFlush().join(30, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    Map<String, Integer> next = new HashMap<>();
    for (Span span : collector.spans()) {
      String[] name = span.getName().split(" ", 2);
      assertThat(next.merge(name[0], 1, Integer::sum) - 1).isEqualTo(Integer.parseInt(name[1]));
    }
    assertThat(next).hasSize(THREADS).allSatisfy((t, count) -> assertThat(count).isEqualTo(EACH));
  }

  @Test
  void interruptedThread_losesNothing_andStaysInterrupted() throws InterruptedException {
    try (SpanJournal journal = journal()) {
      boolean[] interrupted = new boolean[1];
      Thread thread =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                addMany(journal, "interrupted");
                interrupted[0] = Thread.currentThread().isInterrupted();
              });
      thread.start();
      thread.join();
      assertThat(interrupted[0]).isTrue();
    }
    assertThat(collector.names()).hasSize(EACH).doesNotHaveDuplicates();
  }

  private static void addMany(SpanJournal journal, String name) {
    for (int i = 0; i < EACH; i++) {
      Spans.keep(journal, Spans.bar(name + " " + i));
    }
  }

  private SpanJournal journal() {
    return SpanJournal.builder(directory)
        .exportTo(collector.settings())
        .setSegmentSize(1 << 16)
        .setExportDelay(Duration.ofMillis(5))
        .build();
  }
}
