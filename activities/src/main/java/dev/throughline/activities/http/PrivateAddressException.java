package dev.throughline.activities.http;

import java.io.IOException;

/** The host is not on the public Internet, and configuration does not allow others. */
public final class PrivateAddressException extends IOException {

  private static final long serialVersionUID = 1;

  PrivateAddressException(String host) {
    // Without the address: whoever gave a name is not told what it resolves to in here.
    super(
        "The address of "
            + host
            + " is not public; webhooks.allowPrivateAddresses in the worker's configuration allows"
            + " others");
  }
}
