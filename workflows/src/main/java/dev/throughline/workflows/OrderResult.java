package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of {@link OrderWorkflow}, and the body of its webhook.
 *
 * @param orderId what stock, payment and carrier know the order by
 * @param status {@link OrderStatus#COMPLETED} or {@link OrderStatus#REJECTED}
 * @param totalCents what it costs
 * @param decision who approved or rejected it; null where nobody did: it needed no approval, or the
 *     deadline passed
 * @param shipment null if rejected
 * @param notes what went wrong without undoing the order, such as a confirmation that no mail
 *     server took
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderResult(
    @NotNull @JsonPropertyDescription("What stock, payment and carrier know the order by.")
        String orderId,
    @NotNull @JsonPropertyDescription("COMPLETED or REJECTED.") OrderStatus status,
    @JsonPropertyDescription("What it costs.") long totalCents,
    @JsonPropertyDescription("Who approved or rejected it.") @Nullable OrderDecision decision,
    @JsonPropertyDescription("How it travels, unless rejected.") @Nullable Shipment shipment,
    @NotNull @JsonPropertyDescription("What went wrong without undoing the order.")
        List<String> notes) {

  /** Copies. */
  public OrderResult {
    notes = List.copyOf(Require.present("notes", notes));
  }

  OrderResult with(List<String> newNotes) {
    return new OrderResult(orderId, status, totalCents, decision, shipment, newNotes);
  }
}
