package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the mail server took.
 *
 * @param messageId the {@code Message-ID} header, the same on every attempt of the same activity
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmailReceipt(String messageId) {}
