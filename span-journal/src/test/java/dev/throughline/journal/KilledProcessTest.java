package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of real processes that are killed. */
class KilledProcessTest {
  private static final Random RANDOM = new Random();

  private final Collector collector = Collector.start();
  private final Path directory;

  KilledProcessTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @RepeatedTest(8)
  void killedWriter_losesNothingThatItHadWritten() throws Exception {
    List<String> told = new ArrayList<>();
    try (JournalProcess writer = JournalProcess.writing(directory)) {
      told.addAll(writer.read(1 + RANDOM.nextInt(5000)));
      writer.kill();
      told.addAll(writer.lastWords());
    }

    exportTheRest(whole(told));

    assertThat(collector.names()).doesNotHaveDuplicates();
    // It may have died between writing a span and telling so.
    assertThat(collector.names().size()).isBetween(whole(told).size(), told.size() + 1);
    assertThat(collector.spans())
        .allSatisfy(
            span ->
                assertThat(span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR)
                    .isEqualTo(span.getName().startsWith("open")));
  }

  @RepeatedTest(2)
  void exporterThatIsKilled_losesNothing_andRepeatsByteForByte() throws Exception {
    List<String> names = leaveJournal("a", 2000);
    collector.behave(
        spans -> {
          pause(10);
          return RANDOM.nextInt(5) == 0 ? Collector.STORE_AND_CLOSE : 200;
        });
    for (int kills = 0; kills < 2; kills++) {
      int before = collector.requests().size();
      int enough = RANDOM.nextInt(30);
      try (JournalProcess exporter = JournalProcess.exporting(directory, collector.endpoint())) {
        await().until(() -> collector.requests().size() > before + enough);
        exporter.kill();
      }
    }

    exportTheRest(names);

    assertThat(new HashSet<>(names)).containsAll(collector.names());
    Map<String, ByteBuffer> requestOf = new HashMap<>();
    for (byte[] request : collector.requests()) {
      for (Span span : Collector.spans(request)) {
        ByteBuffer bytes = ByteBuffer.wrap(request);
        assertThat(requestOf.merge(span.getName(), bytes, (one, other) -> one)).isEqualTo(bytes);
      }
    }
  }

  @RepeatedTest(2)
  void processThatIsKilledWhileItAdopts_losesAndDoublesNothing() throws Exception {
    List<String> told = new ArrayList<>();
    try (JournalProcess writer = JournalProcess.writing(directory)) {
      told.addAll(writer.read(3000));
      writer.kill();
      told.addAll(writer.lastWords());
    }
    collector.behave(spans -> 503);
    for (int kills = 0; kills < 3; kills++) {
      try (JournalProcess exporter = JournalProcess.exporting(directory, collector.endpoint())) {
        exporter.read(1);
        pause(RANDOM.nextInt(30));
        exporter.kill();
      }
    }
    collector.behave(spans -> 200);

    exportTheRest(whole(told));

    assertThat(collector.names()).doesNotHaveDuplicates();
  }

  @Test
  void processesThatStartAtOnce_adoptEachJournalOnce() throws Exception {
    List<String> names = new ArrayList<>();
    for (String journal : List.of("a", "b", "c")) {
      names.addAll(leaveJournal(journal, 300));
    }
    assertThat(new JournalFiles(directory).processes()).hasSize(3);

    List<JournalProcess> processes =
        Stream.generate(() -> JournalProcess.exporting(directory, collector.endpoint()))
            .limit(4)
            .toList();
    try {
      collector.awaitSpans(names.size());
      for (JournalProcess process : processes) {
        assertThat(process.stop()).isZero();
      }
    } finally {
      processes.forEach(JournalProcess::close);
    }

    assertThat(collector.names()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(directory).isEmptyDirectory();
  }

  /** Leaves a journal behind that nobody holds. */
  private List<String> leaveJournal(String name, int spans) {
    List<String> names = new ArrayList<>();
    try (SpanJournal journal = SpanJournal.builder(directory).setSegmentSize(1 << 16).build()) {
      for (int i = 0; i < spans; i++) {
        names.add(name + i);
        Spans.keep(journal, i % 3 == 0 ? Spans.instant(name + i) : Spans.bar(name + i));
      }
    }
    return names;
  }

  /** Has this process adopt what is there, until the backend has those spans, and stop. */
  private void exportTheRest(List<String> names) throws IOException {
    JournalFiles files = new JournalFiles(directory);
    try (SpanJournal journal =
        SpanJournal.builder(directory)
            .exportTo(collector.settings())
            .setExportDelay(Duration.ofMillis(10))
            .build()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> new HashSet<>(collector.names()).containsAll(names));
      assertThat(journal.problem()).isNull();
    }
    assertThat(files.processes()).isEmpty();
  }

  /** The last line may have been cut. */
  private static List<String> whole(List<String> told) {
    return told.subList(0, told.size() - 1);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
