package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Input of {@link EmailWorkflow}: one JSON object. Fields that are not known are ignored.
 *
 * @param to the recipients, at least one, each an RFC 5322 address; whether an address exists is
 *     for the mail server to say
 * @param subject one line, not blank
 * @param text the plain text, may be empty
 * @param html the same as HTML, or null for plain text only
 * @param sendAt when to send, or null for at once; a moment that has passed means at once too
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmailRequest(
    @NotEmpty @JsonPropertyDescription("The recipients, each an RFC 5322 address.")
        List<@NotBlank @Pattern(regexp = Require.LINE) String> to,
    @NotBlank @Pattern(regexp = Require.LINE) @JsonPropertyDescription("One line.") String subject,
    @NotNull @JsonPropertyDescription("The plain text, may be empty.") String text,
    @JsonPropertyDescription("The same as HTML.") @Nullable String html,
    @JsonPropertyDescription("When to send; at once if absent or past.") @Nullable Instant sendAt) {

  /** The last moment that RFC 3339, and so Temporal's own API, can write. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public EmailRequest {
    to = Email.recipients(to);
    Require.oneLine("subject", subject);
    Require.present("text", text);
    if (sendAt != null && sendAt.isAfter(LAST)) {
      throw new IllegalArgumentException("sendAt is after the year 9999");
    }
  }

  Email email() {
    return new Email(to, subject, text, html, null);
  }
}
