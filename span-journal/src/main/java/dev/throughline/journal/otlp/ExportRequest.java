package dev.throughline.journal.otlp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts encoded spans together as an {@code ExportTraceServiceRequest}, which is also a {@code
 * TracesData}. The same spans in the same order give the same bytes.
 */
public final class ExportRequest {
  private ExportRequest() {}

  /** An encoded span, where it is, and where it comes from. */
  public record EncodedSpan(Origin origin, ByteBuffer bytes, int index, int length) {}

  /** The request's bytes. */
  public static byte[] of(List<EncodedSpan> spans) {
    Map<Origin, List<EncodedSpan>> byOrigin = new LinkedHashMap<>();
    int size = 64;
    for (EncodedSpan span : spans) {
      byOrigin.computeIfAbsent(span.origin(), origin -> new ArrayList<>()).add(span);
      size += span.length() + 8;
    }
    ProtoWriter out = new ProtoWriter(size + 512 * byOrigin.size());
    List<Map.Entry<Origin, List<EncodedSpan>>> groups = new ArrayList<>(byOrigin.entrySet());
    for (int i = groups.size() - 1; i >= 0; i--) {
      Origin origin = groups.get(i).getKey();
      List<EncodedSpan> ofOrigin = groups.get(i).getValue();
      origin.resourceSpans(out, 1, () -> spans(out, ofOrigin));
    }
    return out.toByteArray();
  }

  private static void spans(ProtoWriter out, List<EncodedSpan> spans) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      EncodedSpan span = spans.get(i);
      int before = out.length();
      out.raw(span.bytes(), span.index(), span.length());
      out.message(2, before);
    }
  }
}
