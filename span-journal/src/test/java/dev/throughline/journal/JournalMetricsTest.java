package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMetricsTest {
  private final Collector collector = Collector.start();
  private final Measured measured = new Measured();
  private final Path directory;
  private final Path dead;

  JournalMetricsTest(@TempDir Path directory, @TempDir Path dead) {
    this.directory = directory;
    this.dead = dead;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void backlog_isWhatWaits_andNothingAfterAll() {
    collector.behave(spans -> 503);
    try (SpanJournal journal = journal(directory)) {
      journal.add(Spans.bar("bar"));
      journal.add(Spans.instant("instant"));
      await().until(() -> measured.values().getOrDefault("retried", 0L) > 0);
      assertThat(measured.values())
          .containsEntry("appended", 2L)
          .containsEntry("backlog.spans", 2L)
          .hasEntrySatisfying("backlog.size", size -> assertThat(size).isBetween(100L, 300L));

      collector.behave(spans -> 200);
      assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();

      assertThat(measured.values())
          .containsEntry("exported", 2L)
          .containsEntry("backlog.spans", 0L)
          .containsEntry("backlog.size", 0L);
    }
  }

  @Test
  void interruptedSpans_areCounted_andLeaveNoBacklog() throws IOException {
    try (SpanJournal journal = SpanJournal.builder(directory).build()) {
      var tracer = SdkTracerProvider.builder().addSpanProcessor(journal).build().get("test");
      Span one = tracer.spanBuilder("open").startSpan();
      Span other = tracer.spanBuilder("open too").startSpan();
      journal.add(Spans.bar("ended"));
      Orphan.of(directory, dead);
      assertThat(one.isRecording() && other.isRecording()).isTrue();
    }

    try (SpanJournal next = journal(dead)) {
      collector.awaitSpans(3);
      await().until(() -> measured.backlogSpans() == 0);
      assertThat(next.problem()).isNull();
      assertThat(measured.values())
          .containsEntry("interrupted", 2L)
          .containsEntry("exported", 3L)
          .containsEntry("backlog.size", 0L)
          .containsEntry("damaged", 0L);
    }
  }

  @Test
  void refusedSpan_isCountedAsRejected() {
    collector.behave(spans -> 400);
    try (SpanJournal journal = journal(directory)) {
      journal.add(Spans.bar("bad"));
      assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(measured.values())
          .containsEntry("rejected", 1L)
          .containsEntry("backlog.spans", 0L)
          .doesNotContainKey("exported");
    }
  }

  @Test
  void partialSuccess_isCounted_andNotSentAgain() {
    collector.say(
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder().setRejectedSpans(1).setErrorMessage("no"))
            .build());
    try (SpanJournal journal = journal(directory)) {
      journal.add(Spans.bar("a"));
      assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(measured.values())
          .containsEntry("rejected", 1L)
          .containsEntry("exported", 0L)
          .containsEntry("backlog.spans", 0L);
    }
    assertThat(collector.requests()).hasSize(1);
  }

  private SpanJournal journal(Path base) {
    return SpanJournal.builder(base)
        .exportTo(collector.settings())
        .setMeterProvider(measured.meters())
        .setExportDelay(Duration.ofMillis(20))
        .build();
  }
}
