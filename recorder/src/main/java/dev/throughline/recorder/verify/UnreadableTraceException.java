package dev.throughline.recorder.verify;

/** The backend has a trace, but does not show all of it: it is too large. */
public final class UnreadableTraceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableTraceException(String message) {
    super(message);
  }
}
