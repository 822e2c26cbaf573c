package dev.throughline.tracing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.temporal.api.common.v1.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a Temporal header tells about the trace (contract, section "Header"): field {@code
 * _tracer-data}, encoding {@code json/plain}, a JSON object of the W3C carrier and, where the
 * caller made a choice, the key {@code throughline}. That is what every Temporal SDK reads and
 * writes. It never goes through the user's payload codec.
 *
 * @param span the span named, as a remote context; always valid; only the sampled and random flags
 *     are kept
 * @param baggage as received, uncut
 * @param relation the caller's choice
 */
public record TraceHeader(SpanContext span, Baggage baggage, Relation relation) {
  /** The header's field. */
  public static final String FIELD = "_tracer-data";

  /** The key, in the field's JSON object and among Nexus headers, that names the span. */
  public static final String TRACEPARENT = "traceparent";

  static final int MAX_BYTES = 8 * 1024;
  static final String RELATION_KEY = "throughline";

  private static final String TRACESTATE = "tracestate";
  private static final List<String> KEYS =
      List.of(TRACEPARENT, TRACESTATE, "baggage", RELATION_KEY);

  /** The most that is written, in characters: the header fits even if JSON escapes each of them. */
  private static final int MAX_TRACE_STATE = 3 * 1024;

  /** Sampled and random; the others have no meaning yet and must be written as zero. */
  private static final int KNOWN_FLAGS = 0x03;

  private static final String ENCODING_KEY = "encoding";
  private static final ByteString ENCODING = ByteString.copyFromUtf8("json/plain");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final TextMapGetter<Map<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  public TraceHeader {
    Objects.requireNonNull(baggage, "baggage");
    Objects.requireNonNull(relation, "relation");
    if (!span.isValid()) {
      throw new IllegalArgumentException("a header names a valid span: " + span);
    }
  }

  /**
   * Reads the header of a run, a task, a signal or a query. Total: whatever the bytes are, the
   * answer is a header or {@code null}, never an exception.
   *
   * @param fields all fields of the Temporal header
   * @param onDefect told once why, where the answer is {@code null}
   */
  public static @Nullable TraceHeader read(
      Map<String, Payload> fields, Consumer<HeaderDefect> onDefect) {
    Payload payload = fields.get(FIELD);
    if (payload == null) {
      return unusable(HeaderDefect.MISSING, onDefect);
    }
    if (!ENCODING.equals(payload.getMetadataOrDefault(ENCODING_KEY, ByteString.EMPTY))) {
      return unusable(HeaderDefect.ENCODING, onDefect);
    }
    if (payload.getData().isEmpty()) {
      return unusable(HeaderDefect.EMPTY, onDefect);
    }
    if (payload.getData().size() > MAX_BYTES) {
      return unusable(HeaderDefect.TOO_LARGE, onDefect);
    }
    Map<String, String> carrier = carrier(payload.getData());
    if (carrier == null) {
      return unusable(HeaderDefect.MALFORMED, onDefect);
    }
    if (!carrier.containsKey(TRACEPARENT)) {
      return unusable(HeaderDefect.EMPTY, onDefect);
    }
    return fromCarrier(carrier, onDefect);
  }

  /**
   * Reads the headers of a Nexus request, which have the same keys as plain strings. Total, as
   * {@link #read} is.
   *
   * @param headers all headers of the request; their keys are in lower case, or in any for a map
   *     that does not tell cases apart
   * @param onDefect told once why, where the answer is {@code null}
   */
  public static @Nullable TraceHeader readPlain(
      Map<String, String> headers, Consumer<HeaderDefect> onDefect) {
    Map<String, String> carrier = new HashMap<>();
    int bytes = 0;
    for (String key : KEYS) {
      String value = headers.get(key);
      if (value != null) {
        carrier.put(key, value);
        bytes += value.getBytes(UTF_8).length;
      }
    }
    String traceparent = carrier.get(TRACEPARENT);
    if (traceparent == null) {
      return unusable(HeaderDefect.MISSING, onDefect);
    }
    if (traceparent.isEmpty()) {
      return unusable(HeaderDefect.EMPTY, onDefect);
    }
    if (bytes > MAX_BYTES) {
      return unusable(HeaderDefect.TOO_LARGE, onDefect);
    }
    return fromCarrier(carrier, onDefect);
  }

  /** This header as the value of {@link #FIELD}. */
  public Payload toPayload() {
    try {
      return Payload.newBuilder()
          .putMetadata(ENCODING_KEY, ENCODING)
          .setData(ByteString.copyFrom(JSON.writeValueAsBytes(toCarrier())))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }

  /** This header as plain strings, as Nexus headers carry it. */
  public Map<String, String> toCarrier() {
    Map<String, String> carrier = new LinkedHashMap<>();
    Context context = Context.root().with(Span.wrap(span)).with(baggage);
    W3CTraceContextPropagator.getInstance().inject(context, carrier, TraceHeader::put);
    W3CBaggagePropagator.getInstance().inject(context, carrier, TraceHeader::put);
    if (carrier.getOrDefault(TRACESTATE, "").length() > MAX_TRACE_STATE) {
      carrier.remove(TRACESTATE);
    }
    if (!relation.equals(Relation.DEFAULT)) {
      carrier.put(RELATION_KEY, relation.format());
    }
    return carrier;
  }

  private static @Nullable TraceHeader unusable(
      HeaderDefect defect, Consumer<HeaderDefect> onDefect) {
    onDefect.accept(defect);
    return null;
  }

  /** The known keys with their strings; {@code null} where the data is no such object. */
  private static @Nullable Map<String, String> carrier(ByteString data) {
    JsonNode json;
    try {
      // A strict decoder: Jackson alone would take UTF-16 for JSON and mend broken UTF-8.
      ByteBuffer bytes = data.asReadOnlyByteBuffer();
      json = JSON.readTree(UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | JsonProcessingException e) {
      return null;
    }
    if (!json.isObject()) {
      return null;
    }
    Map<String, String> carrier = new HashMap<>();
    for (String key : KEYS) {
      JsonNode value = json.get(key);
      if (value == null || value.isNull()) {
        continue;
      }
      if (!value.isTextual()) {
        return null;
      }
      carrier.put(key, value.textValue());
    }
    return carrier;
  }

  private static @Nullable TraceHeader fromCarrier(
      Map<String, String> carrier, Consumer<HeaderDefect> onDefect) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, GETTER);
    SpanContext span = Span.fromContext(context).getSpanContext();
    if (!span.isValid()) {
      return unusable(HeaderDefect.INVALID_TRACEPARENT, onDefect);
    }
    Context withBaggage =
        W3CBaggagePropagator.getInstance().extract(Context.root(), carrier, GETTER);
    return new TraceHeader(
        knownFlags(span),
        Baggage.fromContext(withBaggage),
        Relation.parse(carrier.get(RELATION_KEY)));
  }

  private static SpanContext knownFlags(SpanContext span) {
    byte flags = (byte) (span.getTraceFlags().asByte() & KNOWN_FLAGS);
    return SpanContext.createFromRemoteParent(
        span.getTraceId(), span.getSpanId(), TraceFlags.fromByte(flags), span.getTraceState());
  }

  private static void put(@Nullable Map<String, String> carrier, String key, String value) {
    if (carrier != null) {
      carrier.put(key, value);
    }
  }
}
