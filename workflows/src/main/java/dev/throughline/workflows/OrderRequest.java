package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Input of {@link OrderWorkflow}: one JSON object. Fields that are not known are ignored.
 *
 * @param customer the address that gets the confirmation
 * @param lines what is ordered, 1 to 100 lines, each with an item of its own
 * @param paymentToken what the payment provider knows the means of payment by
 * @param address where to ship to, one line of at most 200 characters
 * @param country ISO 3166-1 alpha-2
 * @param approvalSeconds how long an order that needs approval waits for it, 1 to 31,536,000 (a
 *     year); null for {@link #DEFAULT_APPROVAL_TIME}
 * @param webhookUrl gets the result by POST, http or https, at most 2,000 characters; or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderRequest(
    @NotBlank
        @Size(max = 320)
        @Pattern(regexp = Require.LINE)
        @JsonPropertyDescription("The e-mail address that gets the confirmation.")
        String customer,
    @NotEmpty @Size(max = 100) @JsonPropertyDescription("What is ordered; each item once.")
        List<@NotNull @Valid OrderLine> lines,
    @NotNull
        @Pattern(regexp = OrderRequest.TOKEN)
        @JsonPropertyDescription("The payment provider's token. tok_declined is always declined.")
        String paymentToken,
    @NotBlank
        @Size(max = 200)
        @Pattern(regexp = Require.LINE)
        @JsonPropertyDescription("Where to ship to, in one line.")
        String address,
    @NotNull
        @Pattern(regexp = OrderRequest.COUNTRY)
        @JsonPropertyDescription("ISO 3166-1 alpha-2 code. Nothing is shipped to AQ.")
        String country,
    @Min(1)
        @Max(OrderRequest.YEAR)
        @JsonPropertyDescription("How long to wait for approval, in seconds; default a day.")
        @Nullable Integer approvalSeconds,
    @Size(max = 2_000)
        @Pattern(regexp = OrderRequest.HTTP_URL)
        @JsonPropertyDescription("Gets the result by POST: http or https.")
        @Nullable String webhookUrl) {

  /** How long an order waits for approval where it does not say. */
  public static final Duration DEFAULT_APPROVAL_TIME = Duration.ofHours(24);

  static final String TOKEN = "tok_[A-Za-z0-9_]{1,100}";
  static final String COUNTRY = "[A-Z]{2}";
  static final String HTTP_URL = "https?://.+";
  static final int YEAR = 31_536_000;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public OrderRequest {
    Require.oneLine("customer", customer);
    Require.atMost("customer", customer, 320);
    lines = List.copyOf(Require.present("lines", lines));
    Require.between("the number of lines", lines.size(), 1, 100);
    if (lines.stream().map(OrderLine::item).distinct().count() < lines.size()) {
      throw new IllegalArgumentException("lines has an item twice");
    }
    Require.matches("paymentToken", paymentToken, TOKEN);
    Require.oneLine("address", address);
    Require.atMost("address", address, 200);
    Require.matches("country", country, COUNTRY);
    if (approvalSeconds != null) {
      Require.between("approvalSeconds", approvalSeconds, 1, YEAR);
    }
    if (webhookUrl != null) {
      Require.atMost("webhookUrl", webhookUrl, 2_000);
      Require.matches("webhookUrl", webhookUrl, HTTP_URL);
    }
  }

  Duration approvalTime() {
    return approvalSeconds == null ? DEFAULT_APPROVAL_TIME : Duration.ofSeconds(approvalSeconds);
  }
}
