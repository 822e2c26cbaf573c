package dev.throughline.api.start;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.throughline.workflows.EmailRequest;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /send-email}.
 *
 * @param to 1 to 100 addresses
 * @param subject one line
 * @param text plain text
 * @param html the same as HTML
 * @param sendAt when, RFC 3339, at most a year ahead; a moment that has passed means now
 * @param delay instead of {@code sendAt}: how long from now, ISO 8601 ({@code PT90S})
 */
record SendEmail(
    @NotEmpty @Size(max = 100) List<@NotBlank @Email @Size(max = 254) String> to,
    @NotBlank @Size(max = 998) @Pattern(regexp = "[^\\r\\n]*", message = "must be one line")
        String subject,
    // In history a payload may have 2 MB: both, in their longest UTF-8, stay below.
    @NotNull @Size(max = 300_000) String text,
    @Size(max = 300_000) @Nullable String html,
    @Nullable Instant sendAt,
    @DurationMin(nanos = 0) @Nullable Duration delay) {

  private static final Duration FURTHEST = Duration.ofDays(366);

  @JsonIgnore
  @AssertTrue(message = "give one of sendAt and delay, not both")
  boolean isSendAtOrDelay() {
    return sendAt == null || delay == null;
  }

  @JsonIgnore
  @AssertTrue(message = "sendAt or delay must be at most 366 days ahead")
  boolean isSendTime() {
    boolean delayIsNear = delay == null || delay.compareTo(FURTHEST) <= 0;
    boolean sendAtIsNear = sendAt == null || !sendAt.isAfter(Instant.now().plus(FURTHEST));
    return delayIsNear && sendAtIsNear;
  }

  EmailRequest toRequest(Instant now) {
    return new EmailRequest(to, subject, text, html, delay == null ? sendAt : now.plus(delay));
  }
}
