package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

class SpanOfHistoryTest {
  private static final SpanContext SPAN = RunTrace.inTraceOf(CALLER, "0000000000000001");

  @Test
  void span_hasNameTimesAndPlace_andTheContractsResourceAndScope() {
    SpanData span = span().build(1_000, 2_000);

    assertThat(span.getName()).isEqualTo("Timer");
    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(span.getSpanContext()).isEqualTo(SPAN);
    assertThat(span.getParentSpanContext()).isEqualTo(CALLER);
    assertThat(span.getStartEpochNanos()).isEqualTo(1_000);
    assertThat(span.getEndEpochNanos()).isEqualTo(2_000);
    assertThat(span.hasEnded()).isTrue();
    assertThat(span.getResource()).isSameAs(ContractSpan.resource("default"));
    assertThat(span.getResource().getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("service.name", "temporal")
                .put("service.namespace", "default")
                .build());
    assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("throughline");
    assertThat(span.getInstrumentationScopeInfo().getVersion()).isEqualTo("1");
  }

  @Test
  void span_withoutFault_isUnset() {
    SpanData span = span().setFault(null).build(1_000, 2_000);

    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(span.getEvents()).isEmpty();
  }

  @Test
  void fault_isAnError_withOneExceptionAtTheEnd() {
    SpanData span = span().setFault(new Fault("NotYet", "later", "at f")).build(1_000, 2_000);

    assertThat(span.getStatus().getDescription()).isEqualTo("later");
    assertThat(span.getStatus().getStatusCode().name()).isEqualTo("ERROR");
    assertThat(span.getEvents())
        .containsExactly(
            EventData.create(
                2_000,
                "exception",
                Attributes.builder()
                    .put("exception.message", "later")
                    .put("exception.stacktrace", "at f")
                    .put("exception.type", "NotYet")
                    .build()));
    assertThat(span.getTotalRecordedEvents()).isEqualTo(1);
  }

  @Test
  void fault_withoutMessageAndStackTrace_hasItsTypeOnly() {
    SpanData span = span().setFault(new Fault("Terminated", "", "")).build(1_000, 2_000);

    assertThat(span.getEvents().get(0).getAttributes())
        .isEqualTo(Attributes.builder().put("exception.type", "Terminated").build());
  }

  /** Event times are not monotone. */
  @Test
  void span_thatWouldEndBeforeItStarts_endsWhereItStarts_andSoDoesItsException() {
    SpanData span = span().setFault(new Fault("NotYet", "", "")).build(2_000, 1_000);

    assertThat(span.getStartEpochNanos()).isEqualTo(2_000);
    assertThat(span.getEndEpochNanos()).isEqualTo(2_000);
    assertThat(span.getEvents().get(0).getEpochNanos()).isEqualTo(2_000);
  }

  @Test
  void kindLinksAndAttributes_areAsTold() {
    Attributes attributes = Attributes.builder().put("temporal.event_id", 7).build();

    SpanData span =
        span()
            .setKind(SpanKind.CLIENT)
            .setAttributes(attributes)
            .addLink(CALLER, "caller")
            .build(1_000, 2_000);

    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getAttributes()).isEqualTo(attributes);
    assertThat(span.getTotalAttributeCount()).isEqualTo(1);
    assertThat(span.getLinks()).containsExactly(Expected.link(CALLER, "caller"));
    assertThat(span.getTotalRecordedLinks()).isEqualTo(1);
  }

  @Test
  void span_builtTwice_isEqual() {
    assertThat(span().build(1_000, 2_000)).isEqualTo(span().build(1_000, 2_000));
  }

  private static SpanOfHistory span() {
    return new SpanOfHistory("Timer", "default", SPAN, CALLER);
  }
}
