package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Expected.derived;
import static dev.throughline.tracing.contract.Expected.link;
import static dev.throughline.tracing.contract.Expected.traceOf;
import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static dev.throughline.tracing.contract.FirstEvent.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags and trace state of runs: the contract's "Bytes". */
class RunTraceBytesTest {
  private static final Run FIRST = FirstEvent.run("0193f5c2-0000-7000-8000-000000000001");
  private static final Run SECOND = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000002");
  private static final Run THIRD = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000003");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void flagsAndTraceState_areTheHeaders_inTheHeadersTrace(int flags) {
    SpanContext caller = FirstEvent.caller(flags);

    RunTrace trace = traceOf(FirstEvent.of(RUN).child().header(caller));

    assertThat(List.of(trace.anchor(), trace.parent()))
        .allSatisfy(
            context -> {
              assertThat(context.getTraceFlags()).isEqualTo(TraceFlags.fromByte((byte) flags));
              assertThat(context.getTraceState()).isEqualTo(caller.getTraceState());
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void derivedTrace_hasTheHeadersDecision_butNeitherRandomFlagNorTraceState(int flags) {
    SpanContext caller = FirstEvent.caller(flags);

    RunTrace trace = traceOf(FirstEvent.of(RUN).header(caller, Relation.LINK));

    assertThat(trace.anchor().getTraceFlags()).isEqualTo(TraceFlags.fromByte((byte) (flags & 1)));
    assertThat(trace.anchor().getTraceState().isEmpty()).isTrue();
    assertThat(trace.links()).containsExactly(link(caller, "origin"));
  }

  @Test
  void previousLink_inADerivedTrace_hasNoRandomFlag() {
    RunTrace trace =
        traceOf(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(FirstEvent.caller(3)));

    assertThat(trace.links()).containsExactly(link(derived(SECOND, SECOND), "previous"));
  }

  @Test
  void sampling_isAskedWithTheDerivedTraceId_onlyWhereNoHeaderDecides() {
    List<String> asked = new ArrayList<>();

    RunTrace unsampled =
        RunTrace.of(
            FirstEvent.of(RUN).build(),
            traceId -> {
              asked.add(traceId);
              return false;
            });
    RunTrace.of(
        FirstEvent.of(RUN).header(CALLER, Relation.LINK).build(),
        traceId -> {
          throw new AssertionError("the header has decided");
        });

    assertThat(asked).containsExactly(Ids.derivedTrace(RUN));
    assertThat(unsampled.anchor().isSampled()).isFalse();
  }

  @Test
  void previousRun_withoutAHeader_isSampledByItsOwnTraceId() {
    RunTrace trace =
        RunTrace.of(
            FirstEvent.of(SECOND).continues(FIRST, FIRST).build(), Ids.derivedTrace(FIRST)::equals);

    assertThat(trace.anchor().isSampled()).isFalse();
    assertThat(trace.links().get(0).getSpanContext().isSampled()).isTrue();
  }

  @Test
  void contexts_areRemote() {
    RunTrace continued = traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER));
    RunTrace child = traceOf(FirstEvent.of(RUN).child().header(CALLER));

    assertThat(
            List.of(
                continued.anchor(),
                continued.links().get(0).getSpanContext(),
                child.anchor(),
                child.parent()))
        .allMatch(SpanContext::isRemote);
  }
}
