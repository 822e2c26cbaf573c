package dev.throughline.api.temporal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.EncodingKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payloads as JSON. */
public final class JsonPayloads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonPayloads() {}

  /** The first of them, {@link #readable}; null if there is none. */
  public static @Nullable JsonNode first(Payloads payloads, DataConverter converter) {
    return payloads.getPayloadsCount() == 0 ? null : readable(payloads.getPayloads(0), converter);
  }

  /**
   * Each as JSON, or, where it is not JSON, as its {@code encoding} and its {@code size} in bytes.
   */
  public static List<JsonNode> readable(List<Payload> payloads, DataConverter converter) {
    return payloads.stream().map(payload -> readable(payload, converter)).toList();
  }

  /** The same, by name. */
  public static Map<String, JsonNode> readable(
      Map<String, Payload> payloads, DataConverter converter) {
    Map<String, JsonNode> readable = new LinkedHashMap<>();
    payloads.forEach((name, payload) -> readable.put(name, readable(payload, converter)));
    return readable;
  }

  private static JsonNode readable(Payload payload, DataConverter converter) {
    return readable(payload, converter, Integer.MAX_VALUE);
  }

  /**
   * The same for one, where it is not large.
   *
   * @param largest beyond this many bytes it is told as if it were not JSON
   */
  public static JsonNode readable(Payload payload, DataConverter converter, int largest) {
    JsonNode json = payload.getData().size() > largest ? null : json(payload, converter);
    return json != null
        ? json
        : JsonNodeFactory.instance
            .objectNode()
            .put("encoding", encoding(payload))
            .put("size", payload.getData().size());
  }

  /** The payload as JSON, JSON's null for Temporal's; null if it is neither. */
  public static @Nullable JsonNode json(Payload payload, DataConverter converter) {
    try {
      if (encoding(payload).equals("json/protobuf")) {
        // The converter would have to know the message's class.
        return JSON.readTree(payload.getData().toStringUtf8());
      }
      JsonNode json = converter.fromPayload(payload, JsonNode.class, JsonNode.class);
      return json == null ? NullNode.instance : json;
    } catch (DataConverterException | JsonProcessingException e) {
      return null;
    }
  }

  private static String encoding(Payload payload) {
    return payload
        .getMetadataMap()
        .getOrDefault(EncodingKeys.METADATA_ENCODING_KEY, ByteString.EMPTY)
        .toStringUtf8();
  }
}
