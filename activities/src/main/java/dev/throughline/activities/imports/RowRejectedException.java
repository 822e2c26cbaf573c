package dev.throughline.activities.imports;

/** A row cannot be loaded; its reason is, for whoever mends the file. */
final class RowRejectedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  RowRejectedException(String reason) {
    // Without a stack trace: there may be very many.
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
