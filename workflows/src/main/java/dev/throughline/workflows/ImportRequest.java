package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Input of {@link ImportWorkflow}: one JSON object, with either {@code file} or {@code url}.
 *
 * @param file the name of a CSV file in the file store of the workers, or null
 * @param url where to fetch the CSV file first, which is tried for 24 hours, or null
 * @param maxRejects how many rows may be rejected before the import fails, 0 to 100,000; null for
 *     {@value #DEFAULT_MAX_REJECTS}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportRequest(
    @Nullable
        @Pattern(regexp = FILE)
        @JsonPropertyDescription("Name of an uploaded CSV file; either this or url")
        String file,
    @Nullable
        @Pattern(regexp = URL)
        @Size(max = MAX_URL)
        @JsonPropertyDescription("Where the CSV file is fetched from; either this or file")
        String url,
    @Nullable
        @Min(0)
        @Max(MAX_REJECTS)
        @JsonPropertyDescription(
            "The import fails when more rows than this are rejected; default 1000")
        Integer maxRejects) {

  /** {@link #maxRejects} where it is null. */
  public static final int DEFAULT_MAX_REJECTS = 1000;

  private static final int MAX_REJECTS = 100_000;
  private static final int MAX_URL = 2000;
  private static final String FILE = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}";
  private static final String URL = "https?://[^\\s]+";

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public ImportRequest {
    if ((file == null) == (url == null)) {
      throw new IllegalArgumentException("Give either file or url");
    }
    if (file != null && !file.matches(FILE)) {
      throw new IllegalArgumentException("file is not a name in the file store: " + file);
    }
    if (url != null && (url.length() > MAX_URL || !url.matches(URL))) {
      throw new IllegalArgumentException(
          "url is not an http or https URL of at most " + MAX_URL + " characters");
    }
    if (maxRejects != null) {
      Require.between("maxRejects", maxRejects, 0, MAX_REJECTS);
    }
  }

  int rejectLimit() {
    return maxRejects == null ? DEFAULT_MAX_REJECTS : maxRejects;
  }

  /** The same import, of a file that has been fetched. */
  ImportRequest fetchedAs(String name) {
    return new ImportRequest(name, null, maxRejects);
  }
}
