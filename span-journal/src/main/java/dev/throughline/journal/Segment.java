package dev.throughline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** One file of a journal's records. */
interface Segment {
  Path file();

  SegmentHeader header();

  /** Bytes on disk. */
  long size();

  /** Whether no record will come after the end. */
  boolean isSealed();

  /** The place after the last record. */
  int end();

  /**
   * A copy, on the heap, of records that are whole, beginning with the one at that place. It is
   * empty if there is none yet, and need not go to the end.
   */
  ByteBuffer read(int from) throws IOException;

  default int number() {
    return header().number();
  }
}
