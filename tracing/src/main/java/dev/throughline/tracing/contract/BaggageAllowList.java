package dev.throughline.tracing.contract;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.context.Context;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which baggage may be written into headers. A header is kept in event history for as long as the
 * run is, so nothing gets there that was not named: the default allows no key.
 *
 * @param keys the baggage keys that may pass
 */
public record BaggageAllowList(Set<String> keys) {
  public static final BaggageAllowList NONE = new BaggageAllowList(Set.of());

  /** The most that is written, in bytes of the W3C form. */
  static final int MAX_BYTES = 1024;

  public BaggageAllowList {
    keys = Set.copyOf(keys);
  }

  /** The allowed entries, in the order of their keys, as long as they fit into 1 KiB together. */
  public Baggage cut(Baggage baggage) {
    if (baggage.isEmpty() || keys.isEmpty()) {
      return Baggage.empty();
    }
    Baggage kept = Baggage.empty();
    for (String key : new TreeSet<>(keys)) {
      var entry = baggage.getEntry(key);
      if (entry == null) {
        continue;
      }
      BaggageBuilder longer = kept.toBuilder();
      longer.put(key, entry.getValue(), entry.getMetadata());
      if (encodedBytes(longer.build()) <= MAX_BYTES) {
        kept = longer.build();
      }
    }
    return kept;
  }

  /** The W3C form is ASCII: a character is a byte. */
  private static int encodedBytes(Baggage baggage) {
    StringBuilder encoded = new StringBuilder();
    W3CBaggagePropagator.getInstance()
        .inject(
            Context.root().with(baggage),
            encoded,
            (carrier, key, value) -> {
              if (carrier != null) {
                carrier.append(value);
              }
            });
    return encoded.length();
  }
}
