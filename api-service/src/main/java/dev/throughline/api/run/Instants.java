package dev.throughline.api.run;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Temporal's moments. */
final class Instants {
  private Instants() {}

  static Instant of(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /** Null for the moment that was not given. */
  static @Nullable Instant given(Timestamp timestamp) {
    return timestamp.equals(Timestamp.getDefaultInstance()) ? null : of(timestamp);
  }
}
