package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A report in the file store, by reference.
 *
 * @param name its name in the file store, the same on every attempt of the same activity
 * @param rows without the heading
 * @param bytes its size
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportFile(String name, int rows, long bytes) {}
