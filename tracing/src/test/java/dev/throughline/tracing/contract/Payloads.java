package dev.throughline.tracing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Header payloads, and what reading them comes to. */
final class Payloads {
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  static final String SPAN = "b7ad6b7169203331";
  static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";
  static final String VALID = "{\"traceparent\":\"" + TRACEPARENT + "\"}";

  private Payloads() {}

  static TraceHeader read(Payload payload) {
    List<HeaderDefect> defects = new ArrayList<>();
    TraceHeader header = TraceHeader.read(Map.of(TraceHeader.FIELD, payload), defects::add);
    assertThat(defects).isEmpty();
    return Objects.requireNonNull(header);
  }

  static @Nullable HeaderDefect defect(Payload payload) {
    List<HeaderDefect> defects = new ArrayList<>();
    assertThat(TraceHeader.read(Map.of(TraceHeader.FIELD, payload), defects::add)).isNull();
    assertThat(defects).hasSize(1);
    return defects.get(0);
  }

  static Payload plain(String data) {
    return payload(ByteString.copyFromUtf8(data));
  }

  static Payload payload(ByteString data) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(data)
        .build();
  }
}
