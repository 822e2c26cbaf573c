package dev.throughline.api.auth;

/**
 * What came with a request to prove who calls.
 *
 * @param credentials what follows the scheme in {@code Authorization}
 * @param address where it came from, see {@link dev.throughline.api.http.RemoteAddress}
 */
record Presented(String credentials, String address) {
  /** Without the credentials: it may be logged. */
  @Override
  public String toString() {
    return "credentials from " + address;
  }
}
