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

  /** Whether what is no whole record now will never be one. */
  boolean isComplete();

  /** The place after the last record. */
  int end();

  /**
   * A copy, on the heap, of bytes from the place of a record on. Of a segment that this process
   * writes it is whole records, and empty if there is none yet.
   *
   * @param atMost how many bytes, but for a first record that is longer
   */
  ByteBuffer read(int from, int atMost) throws IOException;

  default int number() {
    return header().number();
  }
}
