package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Input of the activity {@code ChargePayment}.
 *
 * @param orderId names the payment
 * @param token the means of payment
 * @param cents how much
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Charge(String orderId, String token, long cents) {}
