package dev.throughline.journal.otlp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an OTLP endpoint made of a request (OTLP specification, "OTLP/gRPC Response" and "OTLP/HTTP
 * Response").
 */
public sealed interface Answer {
  /**
   * The backend has taken the request: all of it, or with a partial success all but some spans,
   * which it does not name and which must not be sent again.
   *
   * @param rejectedSpans how many spans the backend did not take
   * @param message what it said about them, or empty; one line, cut to 300 characters
   */
  record Accepted(long rejectedSpans, String message) implements Answer {}

  /**
   * The backend will never take these bytes, in one request: something in them is at fault.
   *
   * @param reason the status and what the backend said; one line, for logs
   */
  record Refused(String reason) implements Answer {}

  /**
   * Nothing is wrong with the bytes; they are to be sent again.
   *
   * @param reason the status and what the backend said, or why there was no answer; one line, for
   *     logs
   * @param retryAfter how long the backend wants to be left alone (at most an hour), or null if it
   *     did not say
   */
  record Unavailable(String reason, @Nullable Duration retryAfter) implements Answer {}
}
