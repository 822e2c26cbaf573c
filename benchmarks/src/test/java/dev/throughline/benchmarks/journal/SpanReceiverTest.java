package dev.throughline.benchmarks.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpanReceiverTest {
  @Test
  void repeatedSpans_areCounted_andDoNotCompleteIt() throws IOException {
    List<SpanData> spans = RunActivitySpans.readyMade(3);
    try (SpanReceiver receiver = new SpanReceiver(3);
        OtlpHttpSpanExporter exporter =
            OtlpHttpSpanExporter.builder().setEndpoint(receiver.endpoint()).build()) {
      export(exporter, spans.subList(0, 2));
      export(exporter, spans.subList(0, 2));
      assertThat(receiver.received()).isNotDone();

      export(exporter, spans);

      assertThat(receiver.received())
          .succeedsWithin(Duration.ofSeconds(5))
          .satisfies(received -> assertThat(received.repeats()).isEqualTo(4));
    }
  }

  private static void export(OtlpHttpSpanExporter exporter, List<SpanData> spans) {
    assertThat(exporter.export(spans).join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
  }
}
