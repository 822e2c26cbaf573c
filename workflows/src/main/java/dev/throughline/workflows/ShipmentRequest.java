package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Input of {@link ShipmentWorkflow} and of the activity {@code BookShipment}.
 *
 * @param orderId names the booking
 * @param address in one line
 * @param country ISO 3166-1 alpha-2
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ShipmentRequest(String orderId, String address, String country) {}
