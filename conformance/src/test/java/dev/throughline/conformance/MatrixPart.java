package dev.throughline.conformance;

/** What can die. */
enum MatrixPart {
  /** The process that starts runs. */
  API,
  /** The process that works for them. */
  WORKER,
  /** The process that hosts the recorder. */
  RECORDER,
  /** The OTLP endpoint. */
  BACKEND,
  /** The Temporal server; its database stays. */
  TEMPORAL
}
