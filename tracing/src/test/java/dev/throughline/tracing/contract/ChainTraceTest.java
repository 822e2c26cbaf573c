package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Expected.derived;
import static dev.throughline.tracing.contract.Expected.inCallersTrace;
import static dev.throughline.tracing.contract.Expected.link;
import static dev.throughline.tracing.contract.Expected.root;
import static dev.throughline.tracing.contract.Expected.traceOf;
import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's "Chains". */
class ChainTraceTest {
  private static final Run FIRST = FirstEvent.run("0193f5c2-0000-7000-8000-000000000001");
  private static final Run SECOND = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000002");
  private static final Run THIRD = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000003");

  @Test
  void secondRun_withItsPredecessorsHeader_linksIt() {
    RunTrace trace =
        traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(inCallersTrace(FIRST)));

    assertThat(trace)
        .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
  }

  @Test
  void thirdRun_withItsPredecessorsHeader_linksItInItsDerivedTrace() {
    SpanContext second = derived(SECOND, SECOND);

    RunTrace trace = traceOf(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(second));

    assertThat(trace).isEqualTo(root(derived(THIRD, THIRD), link(second, "previous")));
  }

  @Test
  void secondRunOfACron_withTheCopiedHeader_linksTheFirstInTheCallersTrace() {
    RunTrace trace = traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER));

    assertThat(trace)
        .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
  }

  @Test
  void thirdRunOfACron_withTheCopiedHeader_linksTheSecondInItsDerivedTrace() {
    RunTrace trace = traceOf(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(CALLER));

    assertThat(trace)
        .isEqualTo(root(derived(THIRD, THIRD), link(derived(SECOND, SECOND), "previous")));
  }

  @Test
  void secondRun_ofALinkedFirst_linksItInItsDerivedTrace() {
    RunTrace copied =
        traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER, Relation.LINK));
    RunTrace written =
        traceOf(
            FirstEvent.of(SECOND)
                .continues(FIRST, FIRST)
                .header(derived(FIRST, FIRST), Relation.LINK));

    assertThat(copied)
        .isEqualTo(root(derived(SECOND, SECOND), link(derived(FIRST, FIRST), "previous")));
    assertThat(written).isEqualTo(copied);
  }

  @Test
  void secondRun_ofAScheduledFirst_linksItInItsDerivedTrace() {
    RunTrace copied =
        traceOf(FirstEvent.of(SECOND).scheduled().continues(FIRST, FIRST).header(CALLER));
    RunTrace written =
        traceOf(
            FirstEvent.of(SECOND)
                .scheduled()
                .continues(FIRST, FIRST)
                .header(derived(FIRST, FIRST)));

    assertThat(copied)
        .isEqualTo(root(derived(SECOND, SECOND), link(derived(FIRST, FIRST), "previous")));
    assertThat(written).isEqualTo(copied);
  }

  @Test
  void runAfterAResetOne_linksIt_inTheTraceThatItKeptFromItsBase() {
    SpanContext reset = derived(SECOND, FIRST);

    RunTrace trace = traceOf(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(reset));

    assertThat(trace).isEqualTo(root(derived(THIRD, THIRD), link(reset, "previous")));
  }

  @Test
  void nextRun_withoutAHeader_linksThePreviousInItsDerivedTrace() {
    RunTrace second = traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST));
    RunTrace third = traceOf(FirstEvent.of(THIRD).continues(SECOND, FIRST));

    assertThat(second)
        .isEqualTo(root(derived(SECOND, SECOND), link(derived(FIRST, FIRST), "previous")));
    assertThat(third)
        .isEqualTo(root(derived(THIRD, THIRD), link(derived(SECOND, SECOND), "previous")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nextRun_withSameTrace_hangsUnderThePrevious(boolean copied) {
    SpanContext header = copied ? CALLER : inCallersTrace(FIRST);
    RunTrace second =
        traceOf(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(header, Relation.SAME_TRACE));
    RunTrace third =
        traceOf(
            FirstEvent.of(THIRD)
                .continues(SECOND, FIRST)
                .header(copied ? CALLER : second.anchor(), Relation.SAME_TRACE));

    assertThat(second)
        .isEqualTo(new RunTrace(inCallersTrace(SECOND), inCallersTrace(FIRST), List.of(), null));
    assertThat(third)
        .isEqualTo(new RunTrace(inCallersTrace(THIRD), inCallersTrace(SECOND), List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nextRun_withSameTraceAndLink_isInTheTraceDerivedFromTheFirst(boolean copied) {
    Relation both = new Relation(true, true);
    RunTrace second =
        traceOf(
            FirstEvent.of(SECOND)
                .continues(FIRST, FIRST)
                .header(copied ? CALLER : derived(FIRST, FIRST), both));
    RunTrace third =
        traceOf(
            FirstEvent.of(THIRD)
                .continues(SECOND, FIRST)
                .header(copied ? CALLER : second.anchor(), both));

    assertThat(second)
        .isEqualTo(new RunTrace(derived(SECOND, FIRST), derived(FIRST, FIRST), List.of(), null));
    assertThat(third)
        .isEqualTo(new RunTrace(derived(THIRD, FIRST), derived(SECOND, FIRST), List.of(), null));
  }

  @Test
  void nextRun_withSameTrace_ofASchedule_isInTheTraceDerivedFromTheFirst() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(THIRD)
                .scheduled()
                .continues(SECOND, FIRST)
                .header(CALLER, Relation.SAME_TRACE));

    assertThat(trace)
        .isEqualTo(new RunTrace(derived(THIRD, FIRST), derived(SECOND, FIRST), List.of(), null));
  }

  @Test
  void nextRunOfAChild_withSameTraceAndLink_staysInTheParentsTrace() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(SECOND)
                .child()
                .continues(FIRST, FIRST)
                .header(CALLER, new Relation(true, true)));

    assertThat(trace)
        .isEqualTo(new RunTrace(inCallersTrace(SECOND), inCallersTrace(FIRST), List.of(), null));
  }
}
