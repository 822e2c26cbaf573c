package dev.throughline.api.start;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.throughline.workflows.EmailRequest;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /send-email}. */
record SendEmail(
    @JsonPropertyDescription("The recipients") @NotEmpty @Size(max = 100)
        List<@NotBlank @Email @Size(max = 254) String> to,
    @JsonPropertyDescription("One line")
        @NotBlank
        @Size(max = 998)
        @Pattern(regexp = "^(?!\\s*$)[^\\u0000-\\u001F\\u007F-\\u009F]*$")
        String subject,
    // In history a payload may have 2 MB: both, in their longest UTF-8, stay below.
    @JsonPropertyDescription("Plain text") @Size(max = 300_000) String text,
    @JsonPropertyDescription("The same as HTML") @Size(max = 300_000) @Nullable String html,
    @JsonPropertyDescription("When, at most a year ahead; a moment that has passed means now")
        @Nullable Instant sendAt,
    @JsonPropertyDescription("Instead of sendAt: how long from now, ISO 8601")
        @Nullable Duration delay) {

  private static final Duration FURTHEST = Duration.ofDays(366);

  /**
   * Checks what a schema cannot say.
   *
   * @throws IllegalArgumentException if it cannot be told when to send
   */
  SendEmail {
    if (sendAt != null && delay != null) {
      throw new IllegalArgumentException("give one of sendAt and delay, not both");
    }
    if (delay != null && delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative");
    }
    boolean delayIsNear = delay == null || delay.compareTo(FURTHEST) <= 0;
    boolean sendAtIsNear = sendAt == null || !sendAt.isAfter(Instant.now().plus(FURTHEST));
    if (!delayIsNear || !sendAtIsNear) {
      throw new IllegalArgumentException("sendAt or delay must be at most 366 days ahead");
    }
  }

  EmailRequest toRequest(Instant now) {
    return new EmailRequest(to, subject, text, html, delay == null ? sendAt : now.plus(delay));
  }
}
