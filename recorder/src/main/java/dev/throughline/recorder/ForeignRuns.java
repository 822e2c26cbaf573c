package dev.throughline.recorder;

/**
 * How much is derived of a run whose workflow code ran on a worker without Throughline, which may
 * have a tracing of its own (contract, "When the recorder writes an anchor too").
 */
public enum ForeignRuns {
  /** All that history tells. */
  FULL,
  /** All but the bars of attempts. */
  ANCHORS,
  /** Nothing. */
  OFF
}
