package dev.throughline.api.temporal;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.common.v1.Payloads;
import io.temporal.common.converter.DataConverter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Payloads as JSON. */
public final class JsonPayloads {

  private JsonPayloads() {}

  /**
   * The first of them.
   *
   * @return null if there is none
   * @throws io.temporal.common.converter.DataConverterException if it is not JSON
   */
  public static @Nullable JsonNode first(Payloads payloads, DataConverter converter) {
    return payloads.getPayloadsCount() == 0
        ? null
        : converter.fromPayloads(0, Optional.of(payloads), JsonNode.class, JsonNode.class);
  }
}
