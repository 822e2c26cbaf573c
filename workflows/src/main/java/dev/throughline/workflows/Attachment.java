package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A file to attach, by reference: content never enters an event history.
 *
 * @param file its name in the file store of the workers
 * @param name the name that the recipient sees
 * @param mediaType such as {@code text/csv}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Attachment(String file, String name, String mediaType) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public Attachment {
    Require.oneLine("file", file);
    Require.oneLine("name", name);
    Require.oneLine("mediaType", mediaType);
  }
}
