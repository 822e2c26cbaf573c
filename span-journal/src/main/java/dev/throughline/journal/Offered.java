package dev.throughline.journal;

/** What became of a whole span that was offered to a journal. */
enum Offered {
  /** It is on disk, or need not be. */
  KEPT,
  /** There is no room, or the journal is closed: a later try may succeed. */
  NOT_NOW,
  /** It is too large, or cannot be read. */
  NEVER
}
