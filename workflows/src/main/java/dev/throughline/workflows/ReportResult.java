package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Result of {@link ReportWorkflow}.
 *
 * @param report the file
 * @param receipt of the e-mail that carried it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportResult(ReportFile report, EmailReceipt receipt) {}
