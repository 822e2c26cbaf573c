package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answer of the query {@code state} and of both updates.
 *
 * @param status how far the order is
 * @param totalCents what it costs, or null before the stock has said so
 * @param approvalDeadline when it counts as rejected; null unless it needs approval
 * @param decision who approved or rejected it, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderState(
    @NotNull @JsonPropertyDescription("How far the order is.") OrderStatus status,
    @JsonPropertyDescription("What it costs, once the stock has said so.")
        @Nullable Long totalCents,
    @JsonPropertyDescription("When it counts as rejected, if it needs approval.")
        @Nullable Instant approvalDeadline,
    @JsonPropertyDescription("Who approved or rejected it.") @Nullable OrderDecision decision) {}
