package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.journal.otlp.Answer;
import dev.throughline.journal.otlp.OtlpEndpoint;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanDestinationTest {
  private static final List<SpanData> SPANS = List.of(Spans.instant("a"), Spans.bar("b"));

  private final Path directory;
  private final Collector collector = Collector.start();

  SpanDestinationTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void backend_getsAllInOneRequest_andItsAnswerIsTheAnswer() {
    try (OtlpEndpoint endpoint = OtlpEndpoint.of(collector.settings())) {
      SpanDestination destination = SpanDestination.of(endpoint);

      assertThat(destination.send(SPANS)).isEqualTo(new Answer.Accepted(0, ""));
      collector.behave(spans -> 400);
      assertThat(destination.send(SPANS)).isInstanceOf(Answer.Refused.class);
      collector.behave(spans -> 503);
      assertThat(destination.send(SPANS)).isInstanceOf(Answer.Unavailable.class);
    }

    assertThat(collector.names()).containsExactly("a", "b");
    assertThat(collector.requests()).hasSize(3);
  }

  @Test
  void journal_hasThemOnDiskWhenItAnswers_andExportsThem() throws Exception {
    collector.behave(spans -> 503);
    SpanJournal journal = SpanJournal.builder(directory).exportTo(collector.settings()).build();

    assertThat(SpanDestination.of(journal).send(SPANS)).isEqualTo(new Answer.Accepted(0, ""));

    assertThat(new JournalReader(directory).readTrace(Spans.traceId("a"))).isNotEmpty();
    collector.behave(spans -> 200);
    await().untilAsserted(() -> assertThat(collector.names()).containsExactly("a", "b"));
    journal.close();
  }

  @Test
  void spanTooLargeForTheJournal_isRejected_andTheOthersAreKept() throws Exception {
    SpanJournal journal = SpanJournal.builder(directory).setSegmentSize(1 << 16).build();
    List<SpanData> spans = List.of(Spans.large("too large", 1 << 16), Spans.bar("b"));

    assertThat(SpanDestination.of(journal).send(spans))
        .isEqualTo(new Answer.Accepted(1, "too large for the journal"));

    assertThat(new JournalReader(directory).readTrace(Spans.traceId("b"))).isNotEmpty();
    journal.close();
  }

  @Test
  void journalThatIsClosed_takesNothing_andSaysSo() {
    SpanJournal journal = SpanJournal.builder(directory).build();
    journal.close();

    assertThat(SpanDestination.of(journal).send(SPANS)).isInstanceOf(Answer.Unavailable.class);
  }
}
