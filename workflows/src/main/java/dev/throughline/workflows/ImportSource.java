package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What an import's activities work on.
 *
 * @param importId the same over all runs of the import; its rows, its position and its reports are
 *     kept under it
 * @param file the name of the CSV file in the file store
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportSource(String importId, String file) {}
