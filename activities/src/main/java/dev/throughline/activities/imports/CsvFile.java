package dev.throughline.activities.imports;

import dev.throughline.activities.imports.Batch.Loaded;
import dev.throughline.activities.imports.Batch.Rejected;
import dev.throughline.workflows.ImportPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A CSV file that is read in batches, from any position between two of them.
 *
 * <p>Not thread-safe.
 */
final class CsvFile implements AutoCloseable {

  /** Rows of a batch: one transaction, and few enough spans for ten million rows. */
  static final int BATCH_ROWS = 5000;

  /** Bytes after which a batch is full too: it is held in memory. */
  private static final long BATCH_BYTES = 4L << 20;

  private final InputStream input;
  private final RowParser parser;
  private final RowSplitter rows;
  private ImportPosition position;

  private CsvFile(
      InputStream input,
      RowParser parser,
      ImportPosition position,
      Consumer<ImportPosition> alive) {
    this.input = input;
    this.parser = parser;
    this.position = position;
    this.rows =
        new RowSplitter(
            input, position.bytes(), position.lines(), () -> alive.accept(this.position));
  }

  /**
   * Opens a file after its heading.
   *
   * @param alive called again and again while the file is read, with the position before what is
   *     being read; what it throws ends the reading
   * @throws RowRejectedException if there is no heading, or not a usable one
   */
  static CsvFile open(Path file, Consumer<ImportPosition> alive)
      throws IOException, RowRejectedException {
    Heading heading = Heading.of(file, () -> alive.accept(ImportPosition.NONE));
    return open(file, heading.parser(), heading.end(), alive);
  }

  /** Opens a file at a position that an earlier one came to. */
  static CsvFile open(Path file, ImportPosition position, Consumer<ImportPosition> alive)
      throws IOException, RowRejectedException {
    Heading heading = Heading.of(file, () -> alive.accept(position));
    return open(file, heading.parser(), position, alive);
  }

  private static CsvFile open(
      Path file, RowParser parser, ImportPosition position, Consumer<ImportPosition> alive)
      throws IOException {
    InputStream input = Files.newInputStream(file);
    try {
      input.skipNBytes(position.bytes());
      return new CsvFile(input, parser, position, alive);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** What makes objects of the rows, and where the first of them is. */
  private record Heading(RowParser parser, ImportPosition end) {

    static Heading of(Path file, Runnable alive) throws IOException, RowRejectedException {
      try (InputStream input = Files.newInputStream(file)) {
        RowSplitter rows = new RowSplitter(input, 0, 0, alive);
        rows.skipByteOrderMark();
        RawRow heading = rows.heading();
        if (heading == null) {
          throw new RowRejectedException("The file is empty");
        }
        RowParser parser = RowParser.of(heading);
        return new Heading(
            parser, new ImportPosition(rows.offset(), Files.size(file), rows.lines(), 0, 0));
      }
    }
  }

  ImportPosition position() {
    return position;
  }

  /** Reads the next rows, none at the end of the file. */
  Batch next() throws IOException {
    List<Loaded> loaded = new ArrayList<>(BATCH_ROWS);
    List<Rejected> rejected = new ArrayList<>();
    long row = position.rows();
    long limit = row + BATCH_ROWS;
    while (row < limit && rows.offset() - position.bytes() < BATCH_BYTES) {
      RawRow raw = rows.next();
      if (raw == null) {
        break;
      }
      row++;
      try {
        loaded.add(new Loaded(row, parser.parse(raw)));
      } catch (RowRejectedException e) {
        rejected.add(new Rejected(row, raw.line() + 1, e.reason(), shown(raw)));
      }
    }
    position =
        new ImportPosition(
            rows.offset(),
            position.totalBytes(),
            rows.lines(),
            row,
            position.rejected() + rejected.size());
    return new Batch(loaded, rejected, position);
  }

  /** What is no UTF-8, and what PostgreSQL does not store, is shown as U+FFFD. */
  private static String shown(RawRow raw) {
    return new String(raw.content(), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
