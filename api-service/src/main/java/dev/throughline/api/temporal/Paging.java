package dev.throughline.api.temporal;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one list. A page token is Temporal's own, behind a checksum over it and the list: so
 * a token that is broken, or is of another list, is told from a good one.
 *
 * @param list what is listed, such as its query
 */
public record Paging(String list) {
  private static final int LARGEST = 1000;
  private static final int CHECKSUM_BYTES = 8;

  /**
   * The page size that was asked for.
   *
   * @param asked null for the default
   * @throws dev.throughline.api.problem.ProblemException 400, if it is not 1 to 1000
   */
  public static int size(@Nullable String asked, int byDefault) {
    if (asked == null) {
      return byDefault;
    }
    try {
      int size = Integer.parseInt(asked);
      if (size >= 1 && size <= LARGEST) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Answered as any other bad size.
    }
    throw Problem.of(400, "pageSize must be a number from 1 to " + LARGEST + ".").exception();
  }

  /** What a client sends back for the next page; null if there is none. */
  public @Nullable String token(ByteString temporal) {
    return temporal.isEmpty()
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(checksum(temporal).concat(temporal).toByteArray());
  }

  /**
   * Temporal's token, out of what a client sent; empty for the first page.
   *
   * @throws dev.throughline.api.problem.ProblemException 400, if it is none of this list's
   */
  public ByteString temporal(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return ByteString.EMPTY;
    }
    try {
      ByteString bytes = ByteString.copyFrom(Base64.getUrlDecoder().decode(token));
      if (bytes.size() > CHECKSUM_BYTES) {
        ByteString temporal = bytes.substring(CHECKSUM_BYTES);
        if (bytes.substring(0, CHECKSUM_BYTES).equals(checksum(temporal))) {
          return temporal;
        }
      }
    } catch (IllegalArgumentException e) {
      // Answered as any other bad token.
    }
    throw Problem.of(
            400,
            "pageToken must be the nextPageToken of an earlier answer to the same request;"
                + " leave it out for the first page.")
        .exception();
  }

  private ByteString checksum(ByteString temporal) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(list.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(temporal.toByteArray());
      return ByteString.copyFrom(Arrays.copyOf(digest.digest(), CHECKSUM_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
