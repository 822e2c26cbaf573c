package dev.throughline.journal;

import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import dev.throughline.journal.otlp.SpanBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans that the backend refuses for good. Each is a file {@code TRACEID-SPANID.otlp}, a whole
 * {@code ExportTraceServiceRequest} that can be sent again by hand, beside the reason in {@code
 * .txt}. At most {@value #MOST} are kept.
 */
final class RejectedSpans {
  private static final Logger log = LoggerFactory.getLogger(RejectedSpans.class);
  private static final int MOST = 10_000;

  private final Path directory;

  RejectedSpans(Path directory) {
    this.directory = directory;
  }

  void keep(EncodedSpan span, String reason) {
    String name =
        SpanBytes.traceId(span.bytes(), span.index())
            + "-"
            + SpanBytes.spanId(span.bytes(), span.index());
    log.warn("The backend refuses span {}: {}", name, reason);
    try {
      if (JournalFiles.list(directory).size() >= 2 * MOST) {
        log.warn("{} is full: the span is not kept", directory);
        return;
      }
      Files.createDirectories(directory);
      Files.write(directory.resolve(name + ".otlp"), ExportRequest.of(List.of(span)));
      Files.writeString(directory.resolve(name + ".txt"), reason + "\n");
    } catch (IOException e) {
      log.warn("Cannot keep the span in {}", directory, e);
    }
  }
}
