package dev.throughline.journal;

import dev.throughline.journal.otlp.Origin;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The origins of the spans of one journal, each under a number. */
final class Origins {
  private static final Origin UNKNOWN =
      Origin.of(
          Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "unknown_service")),
          InstrumentationScopeInfo.empty());

  private final Map<Key, Numbered> byKey = new ConcurrentHashMap<>();
  private final Map<Integer, Numbered> byNumber = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();

  private record Key(Resource resource, InstrumentationScopeInfo scope) {}

  /**
   * An origin and its number.
   *
   * @param payload as it is written: the number, four bytes, then {@link Origin#bytes()}
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them by value
  record Numbered(int number, Origin origin, byte[] payload) {
    static Numbered of(int number, Origin origin) {
      byte[] bytes = origin.bytes();
      ByteBuffer payload = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
      payload.putInt(number).put(bytes);
      return new Numbered(number, origin, payload.array());
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  Numbered of(Resource resource, InstrumentationScopeInfo scope) {
    Key key = new Key(resource, scope);
    Numbered known = byKey.get(key);
    return known != null
        ? known
        : byKey.computeIfAbsent(
            key, fresh -> keep(last.incrementAndGet(), Origin.of(resource, scope)));
  }

  /** Takes an origin as it was written. */
  void read(ByteBuffer bytes, int index, int length) {
    byte[] origin = new byte[length - 4];
    bytes.get(index + 4, origin);
    keep(bytes.getInt(index), Origin.of(origin));
  }

  /** One that cannot be read any more is {@code unknown_service}. */
  Numbered get(int number) {
    Numbered known = byNumber.get(number);
    return known != null ? known : keep(number, UNKNOWN);
  }

  private Numbered keep(int number, Origin origin) {
    Numbered numbered = Numbered.of(number, origin);
    byNumber.put(number, numbered);
    return numbered;
  }
}
