package dev.throughline.journal;

import java.io.IOException;

/** The journal is as large as it may be. */
final class JournalFullException extends IOException {
  private static final long serialVersionUID = 1;

  JournalFullException(long size, long maxSize) {
    super(
        "the journal is full: "
            + size
            + " bytes are not exported yet, maxSize is "
            + maxSize
            + "; new spans are dropped until the backend takes some");
  }
}
