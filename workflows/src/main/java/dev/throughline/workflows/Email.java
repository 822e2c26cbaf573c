package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Input of the activity {@code SendEmail}: one e-mail, to be sent now.
 *
 * @param to the recipients, at least one
 * @param subject one line, not blank
 * @param text the plain text, may be empty
 * @param html the same as HTML, or null for plain text only
 * @param attachment a file to attach, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Email(
    List<String> to,
    String subject,
    String text,
    @Nullable String html,
    @Nullable Attachment attachment) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public Email {
    to = recipients(to);
    Require.oneLine("subject", subject);
    Require.present("text", text);
  }

  static List<String> recipients(@Nullable List<String> to) {
    List<String> recipients = Require.present("to", to);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("to is empty");
    }
    recipients.forEach(address -> Require.oneLine("to", address));
    return List.copyOf(recipients);
  }
}
