package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How far an import has come: what is committed. The heartbeat details of its activities, too.
 *
 * @param bytes how much of the file is done
 * @param totalBytes the size of the file
 * @param lines how many lines that is; a row may have several
 * @param rows rows read, without the heading: loaded and rejected ones
 * @param rejected rows that were rejected
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportPosition(long bytes, long totalBytes, long lines, long rows, long rejected) {

  /** Nothing is known yet. */
  public static final ImportPosition NONE = new ImportPosition(0, 0, 0, 0, 0);

  /** Whether there is more of the file. */
  public boolean hasMore() {
    return bytes < totalBytes;
  }

  /** Rows in the database. */
  public long loaded() {
    return rows - rejected;
  }
}
