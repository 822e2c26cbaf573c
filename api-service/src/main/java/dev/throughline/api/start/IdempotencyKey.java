package dev.throughline.api.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.ProblemException;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header): a request
 * that is repeated with its key has the effect, and the answer, of the first. Nothing is remembered
 * here: the key becomes an id of what Temporal keeps, so it holds over restarts and for every
 * instance, and for as long as Temporal keeps the run.
 *
 * <p>A key is its principal's own. It is hashed with SHA-256, so that it appears nowhere in clear.
 */
public final class IdempotencyKey {
  /** The memo field, or header, that has {@link #mark}. */
  public static final String MARK = "throughline-idempotency";

  private static final int MAX_LENGTH = 255;

  /** Of the same JSON, however it is written. */
  private static final ObjectMapper CANONICAL =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final String hash;
  private final String request;

  private IdempotencyKey(String hash, String request) {
    this.hash = hash;
    this.request = request;
  }

  /**
   * Reads the header.
   *
   * @param fields its fields: none or one, a key of 1 to 255 visible ASCII characters, bare or in
   *     quotes as the draft has it
   * @param principal who asks, empty if nobody is known
   * @param target the method, path and query of the request, which a key belongs to like the body
   * @param body the request's; null if there is none
   * @return null without the header
   * @throws ProblemException 400 for what is no key
   */
  public static @Nullable IdempotencyKey of(
      @Nullable List<String> fields, String principal, String target, @Nullable JsonNode body) {
    if (fields == null || fields.isEmpty()) {
      return null;
    }
    String key = fields.get(0).trim();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (fields.size() > 1 || key.length() > MAX_LENGTH || !key.matches("[!-~]+")) {
      throw Problem.of(400, "Idempotency-Key must be one key of 1 to 255 visible ASCII characters.")
          .exception();
    }
    String tree = body == null ? "" : canonical(body);
    return new IdempotencyKey(hash(principal, key), hash(target, tree));
  }

  /** A workflow id for the run that the request starts. */
  public String workflowId() {
    return "job-" + hash;
  }

  /**
   * An id for something else that the request makes: an update, a batch, a request of Temporal's.
   *
   * @param of what it is made of, such as the run's id: the same key may be used for each
   */
  public String id(String... of) {
    Hasher hasher = Hashing.sha256().newHasher().putString(hash, StandardCharsets.UTF_8);
    for (String part : of) {
      hasher.putInt(part.length()).putUnencodedChars(part);
    }
    return UUID.nameUUIDFromBytes(hasher.hash().asBytes()).toString();
  }

  /** What is kept with the thing that was made, to know key and request again. */
  public String mark() {
    return hash + ":" + request;
  }

  /** The mark in a memo; empty if there is none. */
  public static String markIn(Memo memo, DataConverter converter) {
    Payload mark = memo.getFieldsMap().get(MARK);
    return mark == null ? "" : converter.fromPayload(mark, String.class, String.class);
  }

  /** Whether a mark was made with this key, if perhaps by another request. */
  public boolean isOf(String mark) {
    return mark.startsWith(hash + ":");
  }

  /**
   * Nothing, if a mark was made by the same request.
   *
   * @throws ProblemException 422 if this key made it in another request
   */
  public void check(String mark) {
    if (isOf(mark) && !mark.equals(mark())) {
      throw reused();
    }
  }

  /** 422: the key was used for another request. */
  public static ProblemException reused() {
    return Problem.of(
            "idempotency-key-reused",
            "The Idempotency-Key was used for another request",
            422,
            "The first request with this key had another body or path: take a new key.")
        .exception();
  }

  private static String canonical(JsonNode body) {
    try {
      return CANONICAL.writeValueAsString(CANONICAL.treeToValue(body, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String hash(String first, String second) {
    return Hashing.sha256()
        .newHasher()
        .putInt(first.length())
        .putUnencodedChars(first)
        .putUnencodedChars(second)
        .hash()
        .toString()
        .substring(0, 32);
  }
}
