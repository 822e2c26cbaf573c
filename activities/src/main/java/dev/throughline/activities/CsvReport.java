package dev.throughline.activities;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that grows row by row and can be taken up again where it stopped. Every byte follows
 * from its row's number and has its fixed place: so a resumed file equals an uninterrupted one, and
 * an attempt that is given up but still alive can only write what is there anyway.
 *
 * <p>Not thread-safe.
 */
final class CsvReport implements AutoCloseable {

  private static final String HEADING = "row,item,amount\r\n";

  private final FileChannel channel;
  private int rows;
  private long bytes;

  private CsvReport(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Goes on after the rows that {@code earlier} counts, if the file has them; else begins anew.
   *
   * @param earlier how far an earlier attempt came, or null
   */
  static CsvReport open(Path file, @Nullable Progress earlier) throws IOException {
    CsvReport report =
        new CsvReport(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    try {
      report.begin(earlier);
      return report;
    } catch (IOException | RuntimeException e) {
      report.close();
      throw e;
    }
  }

  private void begin(@Nullable Progress earlier) throws IOException {
    if (earlier != null && earlier.bytes() <= channel.size()) {
      rows = earlier.rows();
      bytes = earlier.bytes();
      channel.truncate(bytes);
    } else {
      channel.truncate(0);
      write(HEADING);
    }
  }

  void appendRow() throws IOException {
    int row = rows + 1;
    write(row + ",item-" + row % 1000 + "," + row * 37L % 10_000 + "\r\n");
    rows = row;
  }

  private void write(String line) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (buffer.hasRemaining()) {
      // At its place, not at the end, which another attempt may have moved.
      bytes += channel.write(buffer, bytes);
    }
  }

  /** What {@link #open} needs to go on from here. */
  Progress progress() {
    return new Progress(rows, bytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * How far a report is: the heartbeat details of its activity.
   *
   * @param rows complete rows
   * @param bytes the size of the file that holds them and the heading
   */
  record Progress(int rows, long bytes) {}
}
