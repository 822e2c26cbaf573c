package dev.throughline.journal.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where spans come from, encoded once for all of them: the resource and the instrumentation scope,
 * each with its schema URL.
 */
public final class Origin {
  private final byte[] bytes;

  private Origin(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Origin of(Resource resource, InstrumentationScopeInfo scope) {
    ProtoWriter out = new ProtoWriter(512);
    SpanEncoder encoder = new SpanEncoder(out);
    part(out, text(scope.getSchemaUrl()));
    int before = out.length();
    encoder.scope(scope);
    out.rawInt(out.length() - before);
    part(out, text(resource.getSchemaUrl()));
    before = out.length();
    encoder.resource(resource);
    out.rawInt(out.length() - before);
    return new Origin(out.toByteArray());
  }

  /** Of the bytes that {@link #bytes()} gave. */
  public static Origin of(byte[] bytes) {
    return new Origin(bytes);
  }

  /**
   * Four parts, each a length of four bytes, little-endian, and so many bytes: the {@code Resource}
   * message, its schema URL, the {@code InstrumentationScope} message, its schema URL.
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes a {@code ResourceSpans} field around the spans that the runnable writes. */
  void resourceSpans(ProtoWriter out, int field, Runnable spans) {
    byte[][] parts = parts();
    int resourceSpans = out.length();
    if (parts[1].length > 0) {
      out.bytes(3, parts[1]);
    }
    int scopeSpans = out.length();
    if (parts[3].length > 0) {
      out.bytes(3, parts[3]);
    }
    spans.run();
    out.bytes(1, parts[2]);
    out.message(2, scopeSpans);
    out.bytes(1, parts[0]);
    out.message(field, resourceSpans);
  }

  private byte[][] parts() {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[][] parts = new byte[4][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new byte[in.getInt()];
      in.get(parts[i]);
    }
    return parts;
  }

  private static void part(ProtoWriter out, byte[] part) {
    out.raw(part);
    out.rawInt(part.length);
  }

  private static byte[] text(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origin that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
