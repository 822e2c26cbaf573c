package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Expected.derived;
import static dev.throughline.tracing.contract.Expected.inCallersTrace;
import static dev.throughline.tracing.contract.Expected.link;
import static dev.throughline.tracing.contract.Expected.root;
import static dev.throughline.tracing.contract.Expected.traceOf;
import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract's "Resets". */
class ResetTraceTest {
  private static final Run FIRST = FirstEvent.run("0193f5c2-0000-7000-8000-000000000001");
  private static final Run SECOND = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000002");
  private static final Run RESET = FirstEvent.run("6f1b2c3d-0000-4000-8000-00000000000f");

  @Test
  void reset_ofARunWithAHeader_standsWhereItsBaseDoes() {
    RunTrace trace = traceOf(FirstEvent.of(RESET).resetOf(FIRST).header(CALLER));

    assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RESET), CALLER, List.of(), null));
  }

  @Test
  void reset_ofARunWithoutAHeader_isInItsBasesDerivedTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RESET).resetOf(FIRST));

    assertThat(trace).isEqualTo(root(derived(RESET, FIRST)));
  }

  @Test
  void reset_ofALinkedRun_isInItsBasesDerivedTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RESET).resetOf(FIRST).header(CALLER, Relation.LINK));

    assertThat(trace).isEqualTo(root(derived(RESET, FIRST), link(CALLER, "origin")));
  }

  @Test
  void reset_ofAScheduledRun_isInItsBasesDerivedTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RESET).resetOf(FIRST).scheduled().header(CALLER));

    assertThat(trace).isEqualTo(root(derived(RESET, FIRST), link(CALLER, "schedule")));
  }

  @Test
  void reset_ofAChild_keepsItsBasesStartChildWorkflowAnchor() {
    RunTrace trace = traceOf(FirstEvent.of(RESET).resetOf(FIRST).child().header(CALLER));

    assertThat(trace)
        .isEqualTo(
            new RunTrace(
                inCallersTrace(RESET),
                inCallersTrace(Ids.startChildWorkflow(FIRST)),
                List.of(),
                CALLER));
  }

  @Test
  void reset_ofAContinuation_linksWhatItsBaseLinks() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(RESET)
                .continues(FIRST, FIRST)
                .resetOf(SECOND)
                .header(inCallersTrace(FIRST)));

    assertThat(trace)
        .isEqualTo(root(derived(RESET, SECOND), link(inCallersTrace(FIRST), "previous")));
  }

  @Test
  void reset_ofAContinuation_withSameTrace_hangsUnderThePrevious() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(RESET)
                .continues(FIRST, FIRST)
                .resetOf(SECOND)
                .header(CALLER, Relation.SAME_TRACE));

    assertThat(trace)
        .isEqualTo(new RunTrace(inCallersTrace(RESET), inCallersTrace(FIRST), List.of(), null));
  }
}
