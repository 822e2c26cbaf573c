package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * Answer of the query {@code progress}: what the run knows, some seconds old while an activity
 * works. The heartbeat details of the pending activity are newer.
 *
 * @param phase what is being done
 * @param paused whether the import waits for {@code resume}
 * @param rowsLoaded rows in the database
 * @param rowsRejected rows in the reject report
 * @param bytesRead how much of the file is done
 * @param bytesTotal the size of the file; 0 until it is known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportProgress(
    @JsonPropertyDescription("What is being done") Phase phase,
    @JsonPropertyDescription("Whether the import waits for the signal resume") boolean paused,
    @JsonPropertyDescription("Rows in the database") long rowsLoaded,
    @JsonPropertyDescription("Rows that were rejected") long rowsRejected,
    @JsonPropertyDescription("How many bytes of the file are done") long bytesRead,
    @JsonPropertyDescription("Size of the file; 0 until it is known") long bytesTotal) {

  /** The phases, in their order. */
  public enum Phase {
    /** The file is fetched from its URL. */
    FETCHING,
    /** Rows go into the database. */
    LOADING,
    /** The reject report is written. */
    FINISHING,
    /** All is done. */
    DONE
  }
}
