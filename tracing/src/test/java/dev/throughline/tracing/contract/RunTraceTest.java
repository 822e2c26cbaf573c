package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Expected.derived;
import static dev.throughline.tracing.contract.Expected.inCallersTrace;
import static dev.throughline.tracing.contract.Expected.link;
import static dev.throughline.tracing.contract.Expected.root;
import static dev.throughline.tracing.contract.Expected.traceOf;
import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static dev.throughline.tracing.contract.FirstEvent.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The first runs of the contract's "Parent, link, new trace". */
class RunTraceTest {
  private static final Run FIRST = FirstEvent.run("0193f5c2-0000-7000-8000-000000000001");
  private static final Run SECOND = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000002");

  @Test
  void run_withAHeader_isInTheCallersTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).header(CALLER));

    assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RUN), CALLER, List.of(), null));
  }

  @Test
  void run_withoutAHeader_isTheRootOfADerivedTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RUN));

    assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
  }

  @Test
  void run_withTheRelationLink_isALinkedRoot() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).header(CALLER, Relation.LINK));

    assertThat(trace).isEqualTo(root(derived(RUN, RUN), link(CALLER, "origin")));
  }

  @Test
  void run_withTheRelationSameTrace_isInTheCallersTrace() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).header(CALLER, Relation.SAME_TRACE));

    assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RUN), CALLER, List.of(), null));
  }

  @Test
  void run_ofASchedule_isARoot_linkedToTheSpanInItsHeader() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).scheduled().header(CALLER));

    assertThat(trace).isEqualTo(root(derived(RUN, RUN), link(CALLER, "schedule")));
  }

  @Test
  void run_ofASchedule_withoutAHeader_isARoot() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).scheduled());

    assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
  }

  @Test
  void child_hangsUnderItsStartChildWorkflowAnchor_underTheSpanInItsHeader() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).child().header(CALLER));

    assertThat(trace)
        .isEqualTo(
            new RunTrace(
                inCallersTrace(RUN),
                inCallersTrace(Ids.startChildWorkflow(RUN)),
                List.of(),
                CALLER));
  }

  @Test
  void child_ignoresTheRelationLink() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).child().header(CALLER, Relation.LINK));

    assertThat(trace).isEqualTo(traceOf(FirstEvent.of(RUN).child().header(CALLER)));
  }

  @Test
  void child_withoutAHeader_isARoot_withoutAStartChildWorkflowAnchor() {
    RunTrace trace = traceOf(FirstEvent.of(RUN).child());

    assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
  }

  @Test
  void nextRunOfAChild_linksThePreviousOne_andHasNoStartChildWorkflowAnchor() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(SECOND).child().continues(FIRST, FIRST).header(inCallersTrace(FIRST)));

    assertThat(trace)
        .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
  }

  @Test
  void retriedChild_withItsOwnHeaderCopied_linksItsFirstRun() {
    RunTrace trace =
        traceOf(
            FirstEvent.of(SECOND).child().continues(FIRST, FIRST).header(CALLER, Relation.LINK));

    assertThat(trace)
        .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
  }
}
