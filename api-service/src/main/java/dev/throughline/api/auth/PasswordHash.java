package dev.throughline.api.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: {@code pbkdf2-sha512:ITERATIONS:SALT:HASH}, the last two in Base64.
 * Iterations by OWASP's Password Storage Cheat Sheet for PBKDF2 with HMAC-SHA-512.
 */
final class PasswordHash {
  private static final String SCHEME = "pbkdf2-sha512";
  private static final int ITERATIONS = 210_000;
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MAX_PASSWORD_LENGTH = 1024;

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash of(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
  }

  /**
   * Reads what {@link #encoded()} has written.
   *
   * @throws IllegalArgumentException if it is something else; the message does not repeat it
   */
  static PasswordHash parse(String encoded) {
    String[] parts = encoded.split(":", -1);
    if (parts.length == 4 && parts[0].equals(SCHEME)) {
      try {
        int iterations = Integer.parseInt(parts[1]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] hash = Base64.getDecoder().decode(parts[3]);
        if (iterations >= 1
            && iterations <= MAX_ITERATIONS
            && salt.length > 0
            && hash.length == HASH_BYTES) {
          return new PasswordHash(iterations, salt, hash);
        }
      } catch (IllegalArgumentException e) {
        // Said below, without what was read: it may be a password.
      }
    }
    throw new IllegalArgumentException(
        "passwordHash must be what the command hash-password prints, not the password itself");
  }

  String encoded() {
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        ":",
        SCHEME,
        Integer.toString(iterations),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(char[] password) {
    return password.length <= MAX_PASSWORD_LENGTH
        && MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    PBEKeySpec key = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has this algorithm", e);
    } finally {
      key.clearPassword();
      Arrays.fill(password, '\0');
    }
  }
}
