package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backend gets to see, whatever it answers. */
class ExportTest {
  private final Collector collector = Collector.start();
  private final Path directory;

  ExportTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void instants_goOutBeforeTheBarsOfABacklog() {
    leaveBacklog(
        journal -> {
          for (int i = 0; i < 50_000; i++) {
            journal.add(Spans.bar("bar"));
          }
          journal.add(Spans.instant("parent"));
        });

    try (SpanJournal journal = journal().build()) {
      collector.awaitSpans(1);
      assertThat(journal.problem()).isNull();
      assertThat(collector.names().get(0)).isEqualTo("parent");
    }
  }

  @Test
  void instant_appendedBehindALongBacklog_overtakesIt() {
    CountDownLatch appended = new CountDownLatch(1);
    collector.behave(
        spans -> {
          waitFor(appended);
          return 200;
        });
    try (SpanJournal journal = journal().setMaxBatchSpans(10).build()) {
      for (int i = 0; i < 5000; i++) {
        journal.add(Spans.bar("bar"));
      }
      await().until(() -> !collector.requests().isEmpty());
      journal.add(Spans.instant("parent"));
      appended.countDown();
      await().until(() -> collector.names().contains("parent"));
      assertThat(collector.names().indexOf("parent")).isLessThan(50);
    }
  }

  @Test
  void requests_keepTheLimitsOfSpansAndBytes() {
    leaveBacklog(
        journal -> {
          for (int i = 0; i < 100; i++) {
            journal.add(Spans.bar("small"));
          }
          for (int i = 0; i < 20; i++) {
            journal.add(Spans.large("medium", 3000));
          }
          journal.add(Spans.large("large", 30_000));
          journal.add(Spans.bar("last"));
        });

    try (SpanJournal journal = journal().setMaxBatchSpans(7).setMaxBatchBytes(10_000).build()) {
      collector.awaitSpans(122);
      assertThat(journal.problem()).isNull();
    }

    for (byte[] request : collector.requests()) {
      List<Span> spans = Collector.spans(request);
      assertThat(spans).hasSizeLessThanOrEqualTo(7);
      int bytes = spans.stream().mapToInt(Span::getSerializedSize).sum();
      assertThat(bytes <= 10_000 || spans.size() == 1).isTrue();
    }
    assertThat(collector.names()).hasSize(122).endsWith("large", "last");
    assertThat(collector.requests()).hasSizeLessThan(30);
  }

  @Test
  void retryAfter_isTheLeastThatABackendIsLeftAlone() {
    collector.retryAfter("2");
    collector.behave(spans -> collector.requests().size() == 1 ? 503 : 200);
    try (SpanJournal journal = journal().build()) {
      journal.add(Spans.bar("a"));
      await().until(() -> !collector.requests().isEmpty());
      long refused = System.nanoTime();
      collector.awaitSpans(1);
      // The first request may have been seen a poll late.
      assertThat(Duration.ofNanos(System.nanoTime() - refused))
          .isGreaterThan(Duration.ofMillis(1700));
    }
    assertThat(collector.requests()).hasSize(2);
  }

  @Test
  void pauses_growWhileABackendIsAway() {
    List<Long> arrived = new ArrayList<>();
    collector.behave(
        spans -> {
          arrived.add(System.nanoTime());
          return arrived.size() < 4 ? 503 : 200;
        });
    try (SpanJournal journal = journal().build()) {
      journal.add(Spans.bar("a"));
      collector.awaitSpans(1);
      assertThat(journal.problem()).isNull();
    }
    // Half a second, one, two: each at least half of that.
    assertThat(arrived.get(1) - arrived.get(0)).isGreaterThan(240_000_000L);
    assertThat(arrived.get(2) - arrived.get(1)).isGreaterThan(490_000_000L);
    assertThat(arrived.get(3) - arrived.get(2)).isGreaterThan(990_000_000L);
  }

  @Test
  void refusedSpan_standsAloneInTheEnd_andAllOthersAreStored() throws IOException {
    collector.behave(
        spans -> spans.stream().anyMatch(span -> span.getName().equals("bad")) ? 400 : 200);
    leaveBacklog(
        journal -> {
          for (int i = 0; i < 100; i++) {
            journal.add(Spans.bar(i == 37 ? "bad" : "good" + i));
          }
        });

    try (SpanJournal journal = journal().build()) {
      assertThat(flush(journal)).isTrue();
      collector.awaitSpans(99);
    }

    assertThat(collector.names()).hasSize(99).doesNotHaveDuplicates();
    List<Path> rejected = JournalFiles.list(directory.resolve("rejected"));
    assertThat(rejected).hasSize(2);
    assertThat(rejected.get(0))
        .hasFileName(Spans.traceId("bad") + "-" + Spans.spanId("bad") + ".otlp");
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(Files.readAllBytes(rejected.get(0)));
    assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpans(0).getName()).isEqualTo("bad");
    assertThat(rejected.get(1)).content().startsWith("HTTP 400");
  }

  @Test
  void requestWhoseAnswerWasLost_isRepeatedByteForByte() {
    collector.behave(spans -> collector.requests().size() == 1 ? Collector.STORE_AND_CLOSE : 200);
    try (SpanJournal journal = journal().build()) {
      addMany(journal, 40);
      collector.awaitSpans(41);
      assertThat(journal.problem()).isNull();
    }
    assertThat(collector.requests().get(1)).isEqualTo(collector.requests().get(0));
  }

  @Test
  void requestWithoutAnswer_isTheSameAfterARestart_whateverTheLimits() {
    CountDownLatch restarted = new CountDownLatch(1);
    collector.behave(
        spans -> {
          waitFor(restarted);
          return Collector.CLOSE;
        });
    leaveBacklog(journal -> addMany(journal, 50));
    SpanJournal journal =
        journal().setMaxBatchSpans(30).setStopTimeout(Duration.ofMillis(1)).build();
    await().until(() -> !collector.requests().isEmpty());
    journal.close();
    restarted.countDown();
    collector.behave(spans -> 200);

    try (SpanJournal next = journal().setMaxBatchSpans(7).build()) {
      collector.awaitSpans(50);
      assertThat(next.problem()).isNull();
    }

    byte[] unanswered = collector.requests().get(0);
    assertThat(Collector.spans(unanswered)).hasSize(30);
    assertThat(collector.requests().get(1)).isEqualTo(unanswered);
    assertThat(collector.names()).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void hangingBackend_isGivenUp_andAskedAgain() {
    AtomicInteger requests = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    collector.behave(
        spans -> {
          if (requests.incrementAndGet() == 1) {
            waitFor(over);
            return Collector.CLOSE;
          }
          return 200;
        });
    try (SpanJournal journal =
        SpanJournal.builder(directory)
            .exportTo(collector.settings().setTimeout(Duration.ofMillis(200)))
            .setExportDelay(Duration.ofMillis(10))
            .build()) {
      journal.add(Spans.bar("a"));
      collector.awaitSpans(1);
      assertThat(journal.problem()).isNull();
    } finally {
      over.countDown();
    }
    assertThat(collector.requests().get(1)).isEqualTo(collector.requests().get(0));
  }

  @Test
  void forceFlush_whileTheBackendIsAway_failsWhenTheJournalStops() {
    collector.behave(spans -> 503);
    SpanJournal journal = journal().setStopTimeout(Duration.ofMillis(50)).build();
    journal.add(Spans.bar("a"));
    CompletableResultCode flushed = journal.forceFlush();
    await().until(() -> !collector.requests().isEmpty());
    assertThat(flushed.isDone()).isFalse();

    journal.close();

    assertThat(flushed.join(1, TimeUnit.SECONDS).isDone()).isTrue();
    assertThat(flushed.isSuccess()).isFalse();
  }

  private interface Writing {
    void to(SpanJournal journal);
  }

  /** Writes spans that the next journal finds, and exports. */
  private void leaveBacklog(Writing writing) {
    try (SpanJournal journal = SpanJournal.builder(directory).build()) {
      writing.to(journal);
    }
  }

  private static void addMany(SpanJournal journal, int spans) {
    IntStream.range(0, spans).forEach(i -> journal.add(Spans.bar("span" + i)));
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean flush(SpanJournal journal) {
    return journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
  }

  private SpanJournal.Builder journal() {
    return SpanJournal.builder(directory)
        .exportTo(collector.settings())
        .setSegmentSize(1 << 16)
        .setExportDelay(Duration.ofMillis(20));
  }
}
