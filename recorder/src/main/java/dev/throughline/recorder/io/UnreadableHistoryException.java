package dev.throughline.recorder.io;

/** A run's history cannot be read, now or later: it was deleted, or is too large to be sent. */
public final class UnreadableHistoryException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableHistoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
