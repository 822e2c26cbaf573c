package dev.throughline.api.temporal;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.Problem;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's page tokens as callers see them: opaque, of characters that a URI takes as they are.
 */
public final class PageToken {

  private PageToken() {}

  /** Null after the last page. */
  public static @Nullable String of(ByteString token) {
    return token.isEmpty()
        ? null
        : Base64.getUrlEncoder().withoutPadding().encodeToString(token.toByteArray());
  }

  /**
   * What Temporal gave.
   *
   * @param pageToken empty for the first page
   * @throws dev.throughline.api.problem.ProblemException 400 for what was never given
   */
  public static ByteString parse(String pageToken) {
    try {
      return ByteString.copyFrom(Base64.getUrlDecoder().decode(pageToken));
    } catch (IllegalArgumentException e) {
      throw Problem.of(400, "pageToken must be a nextPageToken of an earlier answer.").exception();
    }
  }
}
