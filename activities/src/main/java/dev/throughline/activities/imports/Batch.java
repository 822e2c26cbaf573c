package dev.throughline.activities.imports;

import dev.throughline.workflows.ImportPosition;
import java.util.List;

/**
 * Rows that are committed together, with the position after them.
 *
 * @param loaded in the order of the file
 * @param rejected in the order of the file
 * @param end the position after all of them
 */
record Batch(List<Loaded> loaded, List<Rejected> rejected, ImportPosition end) {

  /**
   * A row for the database.
   *
   * @param row its number
   * @param fields a JSON object
   */
  record Loaded(long row, String fields) {}

  /**
   * A row for the reject report.
   *
   * @param row its number
   * @param line where it begins, counted from 1
   * @param reason for whoever mends the file
   * @param content as it is in the file, where that can be shown
   */
  record Rejected(long row, long line, String reason, String content) {}
}
