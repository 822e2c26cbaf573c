package dev.throughline.journal;

import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import java.util.List;

/**
 * Spans of one lane that are exported together.
 *
 * @param from the position that all before is acknowledged
 * @param to the position up to which this would be acknowledged
 * @param spans none, if there was nothing of the lane between
 * @param isMore whether there was more to read
 */
record Batch(Lane lane, Position from, Position to, List<EncodedSpan> spans, boolean isMore) {
  long bytes() {
    return spans.stream().mapToLong(EncodedSpan::length).sum();
  }
}
