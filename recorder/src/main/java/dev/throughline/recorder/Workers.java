package dev.throughline.recorder;

import dev.throughline.tracing.DurableTracing;

/** Who is who among the workers in a history. */
final class Workers {
  private Workers() {}

  /** Whether the worker has the plug-in, and so has written what is a worker's to write. */
  static boolean isThroughline(String identity) {
    return identity.endsWith(DurableTracing.IDENTITY_SUFFIX);
  }
}
