package dev.throughline.recorder.verify;

/**
 * One run cannot be compared: its trace is too large for the backend to show all of it, or its
 * history is not understood.
 */
public final class UnreadableTraceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableTraceException(String message) {
    super(message);
  }
}
