package dev.throughline.journal;

/** Why a span is not kept. */
enum Drop {
  /** The journal is as large as it may be. */
  FULL,
  /** The disk does not take it. */
  DISK,
  /** It is larger than a segment. */
  TOO_LARGE,
  /** It could not be encoded; the log has why. */
  UNREADABLE,
  /** The journal is closed. */
  CLOSED,
  /** It made room for newer ones: there is no endpoint. */
  EVICTED
}
