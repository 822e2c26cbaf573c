package dev.throughline.activities;

import io.temporal.activity.ActivityInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names what an activity makes, so that every attempt makes the same thing. */
final class Fingerprint {

  private static final int BYTES = 16;

  private Fingerprint() {}

  /** 32 hexadecimal digits, equal for all attempts of one activity of one run. */
  static String of(ActivityInfo activity) {
    MessageDigest sha256 = sha256();
    add(sha256, activity.getNamespace());
    add(sha256, activity.getWorkflowId());
    add(sha256, activity.getWorkflowRunId());
    add(sha256, activity.getActivityId());
    // An activity without a workflow: its id may be used again, its run id not.
    add(sha256, activity.isInWorkflow() ? null : activity.getActivityRunId());
    return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
  }

  private static void add(MessageDigest digest, @Nullable String field) {
    byte[] bytes = (field == null ? "" : field).getBytes(StandardCharsets.UTF_8);
    // The length first, or "a", "bc" would be "ab", "c".
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
