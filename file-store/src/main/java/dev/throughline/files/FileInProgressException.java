package dev.throughline.files;

import java.io.IOException;

/** Another thread or process is receiving the same file at this moment: try again later. */
public final class FileInProgressException extends IOException {

  private static final long serialVersionUID = 1;

  FileInProgressException(String name) {
    super(name + " is being received already; try again later");
  }
}
