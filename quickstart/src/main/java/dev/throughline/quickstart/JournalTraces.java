package dev.throughline.quickstart;

import dev.throughline.journal.JournalReader;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the services' journals have, waiting or retained. */
final class JournalTraces implements TraceStore {
  private static final Logger log = LoggerFactory.getLogger(JournalTraces.class);

  private final JournalReader journal;

  JournalTraces(Path directory) {
    this.journal = new JournalReader(directory);
  }

  @Override
  public List<ReceivedSpan> spans(String traceId) {
    try {
      // The two messages are the same on the wire.
      return ReceivedSpan.of(ExportTraceServiceRequest.parseFrom(journal.readTrace(traceId)));
    } catch (IOException e) {
      log.warn("Cannot read trace {} from the journal", traceId, e);
      return List.of();
    }
  }
}
