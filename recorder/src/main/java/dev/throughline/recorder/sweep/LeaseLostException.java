package dev.throughline.recorder.sweep;

/** Another worker may be at the shard by now, or nobody should be. */
final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LeaseLostException(String message) {
    super(message);
  }
}
