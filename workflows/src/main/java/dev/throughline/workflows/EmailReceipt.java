package dev.throughline.workflows;

/**
 * What the mail server took.
 *
 * @param messageId the {@code Message-ID} header, the same on every attempt of the same activity
 */
public record EmailReceipt(String messageId) {}
