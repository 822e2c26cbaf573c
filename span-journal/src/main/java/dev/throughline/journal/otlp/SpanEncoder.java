package dev.throughline.journal.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes spans as {@code opentelemetry.proto.trace.v1}, into the same bytes as OpenTelemetry's own
 * OTLP exporters.
 *
 * <p>Thread safety: none, because it keeps its writer.
 */
public final class SpanEncoder {
  private static final int HAS_IS_REMOTE = 0x100;
  private static final int IS_REMOTE = 0x200;

  private final ProtoWriter out;
  private final List<AttributeKey<?>> keys = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  public SpanEncoder(ProtoWriter out) {
    this.out = out;
  }

  /**
   * Writes a {@code Span} message, without tag and length. Its first field is the trace id, its
   * second the span id; an end time that is not known yet is left out.
   */
  public void span(SpanData span) {
    SpanContext context = span.getSpanContext();
    SpanContext parent = span.getParentSpanContext();
    out.fixed32(16, flags(context, parent.isRemote()));
    int status = out.length();
    out.integer(3, status(span.getStatus().getStatusCode()));
    out.string(2, span.getStatus().getDescription());
    out.message(15, status);
    out.integer(14, span.getTotalRecordedLinks() - span.getLinks().size());
    List<LinkData> links = span.getLinks();
    for (int i = links.size() - 1; i >= 0; i--) {
      link(links.get(i));
    }
    out.integer(12, span.getTotalRecordedEvents() - span.getEvents().size());
    List<EventData> events = span.getEvents();
    for (int i = events.size() - 1; i >= 0; i--) {
      event(events.get(i));
    }
    out.integer(10, span.getTotalAttributeCount() - span.getAttributes().size());
    attributes(9, span.getAttributes());
    out.fixed64(8, span.getEndEpochNanos());
    out.fixed64(7, span.getStartEpochNanos());
    out.integer(6, kind(span.getKind()));
    out.string(5, span.getName());
    if (parent.isValid()) {
      out.hex(4, parent.getSpanId());
    }
    out.string(3, traceState(context.getTraceState()));
    out.hex(2, context.getSpanId());
    out.hex(1, context.getTraceId());
  }

  /** Writes a {@code Resource} message, without tag and length. */
  public void resource(Resource resource) {
    attributes(1, resource.getAttributes());
  }

  /** Writes an {@code InstrumentationScope} message, without tag and length. */
  public void scope(InstrumentationScopeInfo scope) {
    attributes(3, scope.getAttributes());
    String version = scope.getVersion();
    out.string(2, version == null ? "" : version);
    out.string(1, scope.getName());
  }

  private void link(LinkData link) {
    int before = out.length();
    SpanContext context = link.getSpanContext();
    out.fixed32(6, flags(context, context.isRemote()));
    out.integer(5, link.getTotalAttributeCount() - link.getAttributes().size());
    attributes(4, link.getAttributes());
    out.string(3, traceState(context.getTraceState()));
    out.hex(2, context.getSpanId());
    out.hex(1, context.getTraceId());
    out.message(13, before);
  }

  private void event(EventData event) {
    int before = out.length();
    out.integer(4, event.getTotalAttributeCount() - event.getAttributes().size());
    attributes(3, event.getAttributes());
    out.string(2, event.getName());
    out.fixed64(1, event.getEpochNanos());
    out.message(11, before);
  }

  private void attributes(int field, Attributes attributes) {
    attributes.forEach(
        (key, value) -> {
          keys.add(key);
          values.add(value);
        });
    for (int i = keys.size() - 1; i >= 0; i--) {
      int before = out.length();
      value(2, values.get(i));
      out.string(1, keys.get(i).getKey());
      out.message(field, before);
    }
    keys.clear();
    values.clear();
  }

  /** An {@code AnyValue} field. */
  private void value(int field, @Nullable Object value) {
    int before = out.length();
    if (value instanceof Value<?> typed) {
      anyValue(typed.getValue(), typed.getType() == ValueType.KEY_VALUE_LIST);
    } else {
      anyValue(value, false);
    }
    out.message(field, before);
  }

  private void anyValue(@Nullable Object value, boolean keyed) {
    if (value instanceof String text) {
      out.bytes(1, text.getBytes(StandardCharsets.UTF_8)); // of a oneof: an empty one counts
    } else if (value instanceof Boolean bool) {
      out.integerAlways(2, bool ? 1 : 0);
    } else if (value instanceof Long number) {
      out.integerAlways(3, number);
    } else if (value instanceof Double number) {
      out.fixed64Always(4, Double.doubleToRawLongBits(number));
    } else if (value instanceof ByteBuffer bytes) {
      int before = out.length();
      out.raw(bytes, bytes.position(), bytes.remaining());
      out.message(7, before);
    } else if (value instanceof List<?> list) {
      int before = out.length();
      for (int i = list.size() - 1; i >= 0; i--) {
        element(list.get(i));
      }
      out.message(keyed ? 6 : 5, before);
    }
  }

  private void element(@Nullable Object element) {
    if (element instanceof KeyValue pair) {
      int before = out.length();
      value(2, pair.getValue());
      out.string(1, pair.getKey());
      out.message(1, before);
    } else {
      value(1, element);
    }
  }

  private static int kind(SpanKind kind) {
    return switch (kind) {
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
      case PRODUCER -> 4;
      case CONSUMER -> 5;
    };
  }

  private static int status(StatusCode code) {
    return switch (code) {
      case UNSET -> 0;
      case OK -> 1;
      case ERROR -> 2;
    };
  }

  private static int flags(SpanContext context, boolean remote) {
    int flags = (context.getTraceFlags().asByte() & 0xff) | HAS_IS_REMOTE;
    return remote ? flags | IS_REMOTE : flags;
  }

  private static String traceState(TraceState state) {
    if (state.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    state.forEach(
        (key, value) -> {
          if (!text.isEmpty()) {
            text.append(',');
          }
          text.append(key).append('=').append(value);
        });
    return text.toString();
  }
}
