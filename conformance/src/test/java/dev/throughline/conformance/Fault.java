package dev.throughline.conformance;

/**
 * How a trace backend behaves.
 *
 * @param stores whether it keeps the spans
 * @param hangs whether it leaves its sender without an answer
 * @param status the HTTP status of its answer; gRPC senders get the code that means the same
 */
record Fault(boolean stores, boolean hangs, int status) {
  /** Stores and acknowledges. */
  static final Fault NONE = new Fault(true, false, 200);

  /** Stores nothing and does not answer. */
  static final Fault HANGING = new Fault(false, true, 503);

  /** Stores nothing and says so. */
  static Fault refusing(int status) {
    return new Fault(false, false, status);
  }

  /** Stores, and answers as if it had not: what a lost acknowledgement looks like to the sender. */
  static Fault storingThenFailing(int status) {
    return new Fault(true, false, status);
  }
}
