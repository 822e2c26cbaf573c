package dev.throughline.recorder.verify;

import dev.throughline.journal.JournalReader;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The span journals of this machine: what waits there, and what is retained. */
final class JournalTraces implements StoredTraces {
  private final Path directory;
  private final JournalReader reader;

  JournalTraces(Path directory) {
    this.directory = directory;
    this.reader = new JournalReader(directory);
  }

  @Override
  public List<StoredSpan> read(String traceId) {
    if (!Files.isDirectory(directory)) {
      throw new UnavailableStoreException(
          "There is no span journal at %s: give its directory, or another backend"
              .formatted(directory),
          null);
    }
    try {
      return OtlpSpans.of(TracesData.parseFrom(reader.readTrace(traceId)));
    } catch (IOException e) {
      throw new UnavailableStoreException(
          "The span journal at %s cannot be read: %s".formatted(directory, e), e);
    }
  }
}
