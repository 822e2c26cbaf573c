package dev.throughline.journal;

import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A journal whose process is gone, read as the process that adopts it would. */
final class Orphan {
  private final JournalFiles files;
  private final Path directory;

  private Orphan(Path base, Path directory) {
    this.files = new JournalFiles(base);
    this.directory = directory;
  }

  /**
   * What the only process of a journal would leave if it were killed now: a killed process loses
   * nothing that it has written, and writes no more.
   */
  static Orphan of(Path journal, Path base) throws IOException {
    Path living = new JournalFiles(journal).processes().get(0);
    Path directory = Files.createDirectories(base.resolve(JournalFiles.name(living)));
    List<Path> files;
    do {
      for (Path earlier : JournalFiles.list(directory)) {
        Files.delete(earlier);
      }
      files = JournalFiles.list(living);
      copy(files, directory);
      // A segment that went or came meanwhile would be half a move of what is open in it.
    } while (!files.equals(JournalFiles.list(living)));
    return new Orphan(base, directory);
  }

  private static void copy(List<Path> files, Path directory) throws IOException {
    for (Path file : files) {
      if (!JournalFiles.name(file).equals(JournalFiles.LOCK)) {
        try {
          Files.copy(file, directory.resolve(JournalFiles.name(file)));
        } catch (NoSuchFileException e) {
          return; // then the files are not the same any more
        }
      }
    }
  }

  Path directory() {
    return directory;
  }

  /** The segment of that number, from 1. */
  Path segment(int number) {
    return JournalFiles.segment(directory, number);
  }

  Path damaged() {
    return files.damaged();
  }

  /** Reads it, without an answer to what is open. */
  DeadJournal read() throws IOException {
    DeadJournal journal = DeadJournal.read(files, directory, () -> false);
    if (journal == null) {
      throw new IllegalStateException("nobody has stopped it");
    }
    return journal;
  }

  /** All that would be exported, each span as a request of its own; it can be asked again. */
  List<ByteBuffer> requests() throws IOException {
    Path acknowledged = directory.resolve(JournalFiles.ACKNOWLEDGED);
    byte[] before = Files.exists(acknowledged) ? Files.readAllBytes(acknowledged) : new byte[0];
    DeadJournal journal = read();
    journal.closeOpenSpans();
    List<ByteBuffer> requests = requests(journal.backlog());
    Files.write(acknowledged, before);
    return requests;
  }

  private static List<ByteBuffer> requests(Backlog backlog) {
    List<ByteBuffer> requests = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      for (Batch batch; (batch = backlog.next(lane, 100, 100_000)) != null; ) {
        for (EncodedSpan span : batch.spans()) {
          requests.add(ByteBuffer.wrap(ExportRequest.of(List.of(span))));
        }
        backlog.acknowledged(batch);
      }
    }
    return requests;
  }

  List<Span> spans() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (ByteBuffer request : requests()) {
      byte[] bytes = new byte[request.remaining()];
      request.get(bytes);
      spans.addAll(Collector.spans(bytes));
    }
    return spans;
  }

  List<String> names() throws IOException {
    return spans().stream().map(Span::getName).toList();
  }
}
