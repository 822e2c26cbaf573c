package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/**
 * Result of {@link ShipmentWorkflow}.
 *
 * @param trackingNumber what the carrier knows the parcel by
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Shipment(
    @NotNull @JsonPropertyDescription("What the carrier knows the parcel by.")
        String trackingNumber) {}
