package dev.throughline.api.start;

import dev.throughline.workflows.ReportRequest;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Body of {@code POST /reports}.
 *
 * @param rows how many rows
 * @param stepMillis how long the work for one row takes, in milliseconds
 * @param to who gets the report
 */
record ProduceReport(
    @NotNull @Min(1) @Max(1_000_000) Integer rows,
    @NotNull @Min(0) @Max(60_000) Long stepMillis,
    @NotBlank @Email @Size(max = 254) String to) {

  ReportRequest toRequest() {
    return new ReportRequest(rows, stepMillis, to);
  }
}
