package dev.throughline.journal;

/** A span does not fit into a segment. */
final class SpanTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SpanTooLargeException() {
    super("The span does not fit into a segment", null, false, false);
  }
}
