package dev.throughline.recorder.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.throughline.journal.SpanJournal;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTracesTest {
  @Test
  void endedSpansOfATrace_areRead_asTheyWaitInTheJournal(@TempDir Path directory) {
    Span request;
    try (SpanJournal journal = SpanJournal.builder(directory).build();
        SdkTracerProvider tracers = SdkTracerProvider.builder().addSpanProcessor(journal).build()) {
      request =
          tracers.get("test").spanBuilder("POST /orders").setSpanKind(SpanKind.SERVER).startSpan();
      Span attempt =
          tracers
              .get("test")
              .spanBuilder("RunActivity:Pay")
              .setParent(Context.root().with(request))
              .setAttribute("temporalActivityID", "pay-1")
              .setAttribute("temporal.attempt", 2)
              .startSpan();
      tracers.get("test").spanBuilder("other trace").startSpan().end();
      attempt.end();
      request.end();
    }

    assertThat(StoredTraces.journal(directory).read(request.getSpanContext().getTraceId()))
        .extracting(
            StoredSpan::name,
            StoredSpan::parentSpanId,
            StoredSpan::server,
            StoredSpan::activityId,
            StoredSpan::attempt)
        .containsExactlyInAnyOrder(
            tuple("POST /orders", "", true, null, 0L),
            tuple("RunActivity:Pay", request.getSpanContext().getSpanId(), false, "pay-1", 2L));
  }

  @Test
  void traceThatIsNotThere_isEmpty(@TempDir Path directory) {
    assertThat(StoredTraces.journal(directory).read("0".repeat(31) + "1")).isEmpty();
  }

  @Test
  void directoryThatIsNotThere_isAnError_notAnEmptyTrace(@TempDir Path directory) {
    assertThatThrownBy(
            () -> StoredTraces.journal(directory.resolve("none")).read("0".repeat(31) + "1"))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("There is no span journal at");
  }
}
