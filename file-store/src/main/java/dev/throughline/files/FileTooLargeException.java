package dev.throughline.files;

import java.io.IOException;

/** Content is larger than its receiver allows. Nothing of it has been kept under its name. */
public final class FileTooLargeException extends IOException {

  private static final long serialVersionUID = 1;

  private final long maxBytes;

  FileTooLargeException(String name, long maxBytes) {
    super(name + " is larger than " + maxBytes + " bytes");
    this.maxBytes = maxBytes;
  }

  /** What would have been allowed, in bytes. */
  public long maxBytes() {
    return maxBytes;
  }
}
