package dev.throughline.activities.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a CSV file into rows by RFC 4180's rules, on bytes, so that the place after each row is
 * known: another splitter can go on there. A row ends at LF, CRLF or CR outside quotes; quotes
 * begin only at the beginning of a field. Blank lines between rows are skipped.
 *
 * <p>Memory is bounded: a row longer than {@link #MAX_ROW} has a fault, and its rest is skipped. A
 * quote that is not closed would swallow the file; so within the same bound it costs its own line
 * only.
 *
 * <p>Not thread-safe.
 */
final class RowSplitter {

  /** The longest row, in bytes. */
  static final int MAX_ROW = 1 << 16;

  private static final int EOF = -1;

  private final InputStream input;
  private final Runnable alive;
  private final byte[] buffer = new byte[8 * MAX_ROW];

  /** Where the next row begins in the buffer, and where the buffer's content ends. */
  private int start;

  private int end;
  private long offset;
  private long lines;

  /**
   * Begins at the beginning of a row.
   *
   * @param input the file from there on
   * @param offset the bytes before
   * @param lines the lines before
   * @param alive called for each half MiB at the latest, also of what is skipped; what it throws
   *     ends the reading
   */
  RowSplitter(InputStream input, long offset, long lines, Runnable alive) {
    this.input = input;
    this.alive = alive;
    this.offset = offset;
    this.lines = lines;
  }

  /** Skips a byte order mark, if there is one here. */
  void skipByteOrderMark() throws IOException {
    if (at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF) {
      skip(3);
    }
  }

  /** The bytes before the next row. */
  long offset() {
    return offset;
  }

  /** The lines before the next row. */
  long lines() {
    return lines;
  }

  /** Returns the next row, or null at the end of the file. */
  @Nullable RawRow next() throws IOException {
    RawRow row = first();
    while (row != null && row.fault() != null && at(0) != EOF && !isLineBreak(at(0))) {
      skip(1);
    }
    skipLineBreak();
    return row;
  }

  /** Returns the next row as {@link #next} does; of one with a fault, it leaves the rest unread. */
  @Nullable RawRow heading() throws IOException {
    RawRow row = first();
    if (row != null && row.fault() == null) {
      skipLineBreak();
    }
    return row;
  }

  private @Nullable RawRow first() throws IOException {
    while (lineBreakAt(0) > 0) {
      skipLineBreak();
    }
    return at(0) == EOF ? null : row();
  }

  private RawRow row() throws IOException {
    Quoting quoting = Quoting.FIELD_START;
    int length = 0;
    while (length <= MAX_ROW) {
      int b = at(length);
      if (b == EOF && quoting == Quoting.QUOTED) {
        return firstLine("A quote is not closed");
      }
      if (b == EOF || (quoting != Quoting.QUOTED && isLineBreak(b))) {
        return take(length, null);
      }
      quoting = quoting.after(b);
      length++;
    }
    return quoting == Quoting.QUOTED
        ? firstLine("A quote is not closed within " + MAX_ROW + " bytes")
        : take(MAX_ROW, "The row is longer than " + MAX_ROW + " bytes");
  }

  /** Takes everything up to the first line break, in quotes or not, as a row with a fault. */
  private RawRow firstLine(String fault) throws IOException {
    int length = 0;
    while (length < MAX_ROW && at(length) != EOF && !isLineBreak(at(length))) {
      length++;
    }
    return take(length, fault);
  }

  private RawRow take(int length, @Nullable String fault) throws IOException {
    RawRow row = new RawRow(Arrays.copyOfRange(buffer, start, start + length), lines, fault);
    for (int i = 0; i < length; ) {
      int lineBreak = lineBreakAt(i);
      lines += lineBreak > 0 ? 1 : 0;
      i += Math.max(1, lineBreak);
    }
    skip(length);
    return row;
  }

  private void skipLineBreak() throws IOException {
    int lineBreak = lineBreakAt(0);
    if (lineBreak > 0) {
      skip(lineBreak);
      lines++;
    }
  }

  private void skip(int bytes) {
    start += bytes;
    offset += bytes;
  }

  private static boolean isLineBreak(int b) {
    return b == '\n' || b == '\r';
  }

  /** How long the line break there is, or 0 if there is none. */
  private int lineBreakAt(int index) throws IOException {
    int b = at(index);
    return b == '\r' && at(index + 1) == '\n' ? 2 : isLineBreak(b) ? 1 : 0;
  }

  /** The byte so far after the beginning of the next row. */
  private int at(int index) throws IOException {
    if (start + index >= end && !fill(index)) {
      return EOF;
    }
    return buffer[start + index] & 0xFF;
  }

  private boolean fill(int index) throws IOException {
    alive.run();
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    while (index >= end) {
      int read = input.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }

  /** Where in a field a byte is. */
  private enum Quoting {
    FIELD_START,
    PLAIN,
    QUOTED,
    /** After a quote in quotes: the end of them, or half of an escaped one. */
    QUOTE;

    Quoting after(int b) {
      if (this == QUOTED) {
        return b == '"' ? QUOTE : QUOTED;
      }
      if (b == ',') {
        return FIELD_START;
      }
      return b == '"' && this != PLAIN ? QUOTED : PLAIN;
    }
  }
}
