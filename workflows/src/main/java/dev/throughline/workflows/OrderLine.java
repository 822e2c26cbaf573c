package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * What is ordered, and how much of it.
 *
 * @param item as the stock names it: lower case letters, digits and hyphens, 1 to 64 characters
 * @param quantity 1 to 1,000
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderLine(
    @NotNull
        @Pattern(regexp = OrderLine.ITEM)
        @JsonPropertyDescription("The item, as the stock names it, such as keyboard.")
        String item,
    @Min(1) @Max(1_000) @JsonPropertyDescription("How many.") int quantity) {

  static final String ITEM = "[a-z0-9-]{1,64}";

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public OrderLine {
    Require.matches("item", item, ITEM);
    Require.between("quantity", quantity, 1, 1_000);
  }
}
