package dev.throughline.benchmarks.journal;

/** Where the spans of a process go when they end. */
public enum SpanPath {
  /** The span journal, {@code Sync.NEVER}: in a file when the call returns. */
  JOURNAL,
  /** A batch processor whose exporter does nothing: in memory, dropped when its queue is full. */
  BATCH,
  /** A batch processor that writes to disk with OpenTelemetry contrib's disk buffering. */
  BATCH_TO_DISK,
  /** The same without a batch: in a file when the call returns, as with the journal. */
  SIMPLE_TO_DISK,
  /** No processor at all. */
  NONE
}
