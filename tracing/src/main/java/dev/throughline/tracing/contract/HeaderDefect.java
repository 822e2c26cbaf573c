package dev.throughline.tracing.contract;

/**
 * Why a header names no span. None of them is an error: a run gets a derived trace, and what a
 * Nexus handler does begins a new one.
 */
public enum HeaderDefect {
  /** There is no {@code _tracer-data} field; in a Nexus request no {@code traceparent}. */
  MISSING,
  /** The field has no data, or no {@code traceparent}; in a Nexus request that is empty. */
  EMPTY,
  /** The payload is not {@code json/plain}: encrypted, or of a foreign propagator. */
  ENCODING,
  /** The payload has more than 8 KiB; in a Nexus request the values of the known keys together. */
  TOO_LARGE,
  /** The data is not UTF-8, not a JSON object, or a known key is not a string. */
  MALFORMED,
  /** The {@code traceparent} is not valid by W3C Trace Context. */
  INVALID_TRACEPARENT
}
