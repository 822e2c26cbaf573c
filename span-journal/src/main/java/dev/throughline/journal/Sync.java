package dev.throughline.journal;

/** When what was written is forced onto the disk. A killed process loses nothing in any mode. */
public enum Sync {
  /** When the operating system does it: a power failure costs the last seconds. */
  NEVER,
  /** At an interval, by a thread of the journal: a power failure costs at most that interval. */
  INTERVAL,
  /** Before each append returns; appends that wait at the same time share one write. */
  ALWAYS
}
