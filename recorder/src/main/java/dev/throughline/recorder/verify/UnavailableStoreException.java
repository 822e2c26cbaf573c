package dev.throughline.recorder.verify;

import org.jspecify.annotations.Nullable;

/** What is stored cannot be told, or nothing can be stored; the message says what to do. */
public final class UnavailableStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnavailableStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
