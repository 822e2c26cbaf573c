package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Result of {@link ImportWorkflow}.
 *
 * @param importId under which the rows are in the database
 * @param rowsLoaded rows in the database
 * @param rowsRejected rows that were rejected
 * @param rejectReport the name of the reject report in the file store, or null if no row was
 *     rejected: a CSV file with the columns {@code line}, {@code row}, {@code reason} and {@code
 *     content}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportResult(
    @JsonPropertyDescription("Under which the rows are in the database") String importId,
    @JsonPropertyDescription("Rows in the database") long rowsLoaded,
    @JsonPropertyDescription("Rows that were rejected") long rowsRejected,
    @JsonPropertyDescription("Name of the reject report; null if no row was rejected")
        @Nullable String rejectReport) {}
