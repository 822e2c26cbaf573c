package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * Input of {@link ReportWorkflow} and of the activity {@code ProduceReport}: one JSON object.
 *
 * @param rows how many rows, 1 to 1,000,000
 * @param stepMillis how long the work for one row takes, 0 to 60,000 milliseconds
 * @param to the address that gets the report
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportRequest(
    @Min(1) @Max(1_000_000) @JsonPropertyDescription("How many rows.") int rows,
    @Min(0) @Max(60_000) @JsonPropertyDescription("How long the work for one row takes, in ms.")
        long stepMillis,
    @NotBlank @Email @JsonPropertyDescription("The e-mail address that gets the report.")
        String to) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public ReportRequest {
    Require.between("rows", rows, 1, 1_000_000);
    Require.between("stepMillis", stepMillis, 0, 60_000);
    Require.oneLine("to", to);
  }

  Duration work() {
    return Duration.ofMillis(stepMillis).multipliedBy(rows);
  }
}
