package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Input of the activity {@code DeliverWebhook}.
 *
 * @param url http or https
 * @param result the body
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Webhook(String url, OrderResult result) {}
