package dev.throughline.tracing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Trace and span ids that are a hash of what they name, so that any process computes the same one
 * (contract, section "Ids"): SHA-256 over {@code "throughline/1"}, the kind and the fields, each as
 * UTF-8 behind its length in bytes as a 4-byte big-endian integer; the first 8 bytes are a span id,
 * the first 16 a trace id. All ids are lower-case hex. Test vectors for other languages are in
 * {@code tracing/src/test/resources/id-vectors.json}.
 */
public final class Ids {
  private static final String VERSION = "throughline/1";
  private static final int SPAN_ID_BYTES = 8;
  private static final int TRACE_ID_BYTES = 16;

  private Ids() {}

  /**
   * The trace of a run that has no caller's trace to be in.
   *
   * @param original the run with its <em>original</em> run id, which a reset keeps
   */
  public static String derivedTrace(Run original) {
    return id(TRACE_ID_BYTES, "trace", fields(original));
  }

  /** The {@code RunWorkflow} anchor of a run. */
  public static String runWorkflow(Run run) {
    return id(SPAN_ID_BYTES, "run", fields(run));
  }

  /** The {@code CompleteWorkflow} bar of a run. */
  public static String completeWorkflow(Run run) {
    return id(SPAN_ID_BYTES, "close", fields(run));
  }

  /**
   * The {@code StartActivity} anchor.
   *
   * @param scheduledMillis when the activity was scheduled, in epoch milliseconds; part of the id
   *     because activity ids can be used again within a run
   */
  public static String startActivity(Run run, String activityId, long scheduledMillis) {
    return id(SPAN_ID_BYTES, "activity", fields(run, activityId, Long.toString(scheduledMillis)));
  }

  /**
   * The {@code RunActivity} bar of one attempt.
   *
   * @param attempt counted from 1
   * @param attemptScheduledMillis when this attempt was scheduled, in epoch milliseconds; part of
   *     the id because an activity reset counts the attempts anew
   */
  public static String runActivity(
      Run run, String activityId, int attempt, long attemptScheduledMillis) {
    return id(
        SPAN_ID_BYTES,
        "attempt",
        fields(run, activityId, Integer.toString(attempt), Long.toString(attemptScheduledMillis)));
  }

  /**
   * The {@code StartChildWorkflow} anchor.
   *
   * @param child the child with its <em>first</em> run id
   */
  public static String startChildWorkflow(Run child) {
    return id(SPAN_ID_BYTES, "child", fields(child));
  }

  /** Anything else that history tells: named by the event that it is made of. */
  public static String event(Run run, long eventId) {
    return id(SPAN_ID_BYTES, "event", fields(run, Long.toString(eventId)));
  }

  private static String[] fields(Run run, String... more) {
    String[] fields = new String[3 + more.length];
    fields[0] = run.namespace();
    fields[1] = run.workflowId();
    fields[2] = run.runId();
    System.arraycopy(more, 0, fields, 3, more.length);
    return fields;
  }

  private static String id(int bytes, String kind, String... fields) {
    return id(sha256(), bytes, kind, fields);
  }

  static String id(MessageDigest digest, int bytes, String kind, String... fields) {
    byte[] message = message(kind, fields);
    byte[] hash = digest.digest(message);
    // OpenTelemetry and W3C hold an id of zeros for "no id".
    while (isZero(hash, bytes)) {
      message = ByteBuffer.allocate(message.length + 1).put(message).array();
      hash = digest.digest(message);
    }
    return HexFormat.of().formatHex(hash, 0, bytes);
  }

  private static byte[] message(String kind, String... fields) {
    byte[][] parts = new byte[fields.length + 2][];
    parts[0] = VERSION.getBytes(UTF_8);
    parts[1] = kind.getBytes(UTF_8);
    int length = 8 + parts[0].length + parts[1].length;
    for (int i = 0; i < fields.length; i++) {
      parts[i + 2] = fields[i].getBytes(UTF_8);
      length += 4 + parts[i + 2].length;
    }
    ByteBuffer message = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      message.putInt(part.length).put(part);
    }
    return message.array();
  }

  private static boolean isZero(byte[] hash, int bytes) {
    for (int i = 0; i < bytes; i++) {
      if (hash[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
