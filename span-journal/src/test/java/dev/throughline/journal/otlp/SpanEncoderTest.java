package dev.throughline.journal.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoder against OpenTelemetry's own exporter. */
class SpanEncoderTest {
  static List<SpanData> spans() {
    return new RandomSpans(1).spans(300);
  }

  @ParameterizedTest
  @MethodSource("spans")
  void span_ofAnyShape_isTheSameBytesAsFromOpenTelemetrysExporter(SpanData span)
      throws IOException {
    byte[] request = ExportRequest.of(List.of(encode(span)));

    assertThat(ExportTraceServiceRequest.parseFrom(request))
        .isEqualTo(ExportTraceServiceRequest.parseFrom(openTelemetrys(span)));
    assertThat(request).isEqualTo(openTelemetrys(span));
  }

  static EncodedSpan encode(SpanData span) {
    ProtoWriter out = new ProtoWriter(16);
    new SpanEncoder(out).span(span);
    Origin origin = Origin.of(span.getResource(), span.getInstrumentationScopeInfo());
    return new EncodedSpan(origin, ByteBuffer.wrap(out.toByteArray()), 0, out.length());
  }

  private static byte[] openTelemetrys(SpanData span) {
    Capture capture = new Capture();
    try (OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setComponentLoader(capture).build()) {
      exporter.export(List.of(span));
    }
    return capture.bytes.toByteArray();
  }

  private static final class Capture implements ComponentLoader, HttpSender {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public <T> Iterable<T> load(Class<T> type) {
      HttpSenderProvider provider = config -> this;
      return type == HttpSenderProvider.class ? List.of(type.cast(provider)) : List.of();
    }

    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      try {
        message.writeMessage(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
