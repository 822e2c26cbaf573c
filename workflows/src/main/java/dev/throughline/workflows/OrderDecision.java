package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Who approves or rejects an order, and why. Input of both updates.
 *
 * @param by one line of at most 200 characters
 * @param comment at most 2,000 characters, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderDecision(
    @NotBlank
        @Size(max = 200)
        @Pattern(regexp = Require.LINE)
        @JsonPropertyDescription("Who decides.")
        String by,
    @Size(max = 2_000) @JsonPropertyDescription("Why.") @Nullable String comment) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public OrderDecision {
    Require.oneLine("by", by);
    Require.atMost("by", by, 200);
    if (comment != null) {
      Require.atMost("comment", comment, 2_000);
    }
  }
}
