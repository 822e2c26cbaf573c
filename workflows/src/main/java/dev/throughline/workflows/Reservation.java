package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the stock holds for an order.
 *
 * @param totalCents what it costs
 * @param approvalRequired whether a person has to approve an order of that much; the limit is the
 *     stock's, so that history has it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Reservation(long totalCents, boolean approvalRequired) {}
