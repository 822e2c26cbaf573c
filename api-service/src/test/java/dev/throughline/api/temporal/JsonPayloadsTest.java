package dev.throughline.api.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import org.junit.jupiter.api.Test;

class JsonPayloadsTest {
  private static final DataConverter CONVERTER = DefaultDataConverter.STANDARD_INSTANCE;

  @Test
  void largePayload_isToldByItsSize() {
    Payload payload = CONVERTER.toPayload("eight").orElseThrow();

    assertThat(JsonPayloads.readable(payload, CONVERTER, 7)).hasToString("\"eight\"");
    assertThat(JsonPayloads.readable(payload, CONVERTER, 6))
        .hasToString("{\"encoding\":\"json/plain\",\"size\":7}");
  }
}
