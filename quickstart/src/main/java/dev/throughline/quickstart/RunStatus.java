package dev.throughline.quickstart;

/** Knows whether a run has come to its end. */
interface RunStatus {
  /** Returns whether the run is closed, or gone; false where that cannot be said now. */
  boolean isClosed(Run run);
}
