package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static dev.throughline.tracing.contract.FirstEvent.RUN;
import static dev.throughline.tracing.contract.FirstEvent.TRACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.LinkData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the contract's "Parent, link, new trace", "Chains", "Resets" and "Bytes". */
class RunTraceTest {
  private static final Run FIRST = FirstEvent.run("0193f5c2-0000-7000-8000-000000000001");
  private static final Run SECOND = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000002");
  private static final Run THIRD = FirstEvent.run("6f1b2c3d-0000-4000-8000-000000000003");
  private static final Run RESET = FirstEvent.run("6f1b2c3d-0000-4000-8000-00000000000f");

  @Nested
  class Starts {

    @Test
    void run_withAHeader_isInTheCallersTrace() {
      RunTrace trace = of(FirstEvent.of(RUN).header(CALLER));

      assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RUN), CALLER, List.of(), null));
    }

    @Test
    void run_withoutAHeader_isTheRootOfADerivedTrace() {
      RunTrace trace = of(FirstEvent.of(RUN));

      assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
    }

    @Test
    void run_withTheRelationLink_isALinkedRoot() {
      RunTrace trace = of(FirstEvent.of(RUN).header(CALLER, Relation.LINK));

      assertThat(trace).isEqualTo(root(derived(RUN, RUN), link(CALLER, "origin")));
    }

    @Test
    void run_withTheRelationSameTrace_isInTheCallersTrace() {
      RunTrace trace = of(FirstEvent.of(RUN).header(CALLER, Relation.SAME_TRACE));

      assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RUN), CALLER, List.of(), null));
    }

    @Test
    void run_ofASchedule_isARoot_linkedToTheSpanInItsHeader() {
      RunTrace trace = of(FirstEvent.of(RUN).scheduled().header(CALLER));

      assertThat(trace).isEqualTo(root(derived(RUN, RUN), link(CALLER, "schedule")));
    }

    @Test
    void run_ofASchedule_withoutAHeader_isARoot() {
      RunTrace trace = of(FirstEvent.of(RUN).scheduled());

      assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
    }
  }

  @Nested
  class Children {

    @Test
    void child_hangsUnderItsStartChildWorkflowAnchor_underTheSpanInItsHeader() {
      RunTrace trace = of(FirstEvent.of(RUN).child().header(CALLER));

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
      RunTrace trace = of(FirstEvent.of(RUN).child().header(CALLER, Relation.LINK));

      assertThat(trace).isEqualTo(of(FirstEvent.of(RUN).child().header(CALLER)));
    }

    @Test
    void child_withoutAHeader_isARoot_withoutAStartChildWorkflowAnchor() {
      RunTrace trace = of(FirstEvent.of(RUN).child());

      assertThat(trace).isEqualTo(root(derived(RUN, RUN)));
    }

    @Test
    void nextRunOfAChild_linksThePreviousOne_andHasNoStartChildWorkflowAnchor() {
      RunTrace trace =
          of(FirstEvent.of(SECOND).child().continues(FIRST, FIRST).header(inCallersTrace(FIRST)));

      assertThat(trace)
          .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
    }

    @Test
    void retriedChild_withItsOwnHeaderCopied_linksItsFirstRun() {
      RunTrace trace =
          of(FirstEvent.of(SECOND).child().continues(FIRST, FIRST).header(CALLER, Relation.LINK));

      assertThat(trace)
          .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
    }
  }

  @Nested
  class Chains {

    @Test
    void secondRun_withItsPredecessorsHeader_linksIt() {
      RunTrace trace =
          of(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(inCallersTrace(FIRST)));

      assertThat(trace)
          .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
    }

    @Test
    void thirdRun_withItsPredecessorsHeader_linksItInItsDerivedTrace() {
      SpanContext second = derived(SECOND, SECOND);

      RunTrace trace = of(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(second));

      assertThat(trace).isEqualTo(root(derived(THIRD, THIRD), link(second, "previous")));
    }

    @Test
    void secondRunOfACron_withTheCopiedHeader_linksTheFirstInTheCallersTrace() {
      RunTrace trace = of(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER));

      assertThat(trace)
          .isEqualTo(root(derived(SECOND, SECOND), link(inCallersTrace(FIRST), "previous")));
    }

    @Test
    void thirdRunOfACron_withTheCopiedHeader_linksTheSecondInItsDerivedTrace() {
      RunTrace trace = of(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(CALLER));

      assertThat(trace)
          .isEqualTo(root(derived(THIRD, THIRD), link(derived(SECOND, SECOND), "previous")));
    }

    @Test
    void secondRun_ofALinkedFirst_linksItInItsDerivedTrace() {
      RunTrace copied =
          of(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER, Relation.LINK));
      RunTrace written =
          of(
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
          of(FirstEvent.of(SECOND).scheduled().continues(FIRST, FIRST).header(CALLER));
      RunTrace written =
          of(
              FirstEvent.of(SECOND)
                  .scheduled()
                  .continues(FIRST, FIRST)
                  .header(derived(FIRST, FIRST)));

      assertThat(copied)
          .isEqualTo(root(derived(SECOND, SECOND), link(derived(FIRST, FIRST), "previous")));
      assertThat(written).isEqualTo(copied);
    }

    @Test
    void nextRun_withoutAHeader_linksThePreviousInItsDerivedTrace() {
      RunTrace second = of(FirstEvent.of(SECOND).continues(FIRST, FIRST));
      RunTrace third = of(FirstEvent.of(THIRD).continues(SECOND, FIRST));

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
          of(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(header, Relation.SAME_TRACE));
      RunTrace third =
          of(
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
          of(
              FirstEvent.of(SECOND)
                  .continues(FIRST, FIRST)
                  .header(copied ? CALLER : derived(FIRST, FIRST), both));
      RunTrace third =
          of(
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
          of(
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
          of(
              FirstEvent.of(SECOND)
                  .child()
                  .continues(FIRST, FIRST)
                  .header(CALLER, new Relation(true, true)));

      assertThat(trace)
          .isEqualTo(new RunTrace(inCallersTrace(SECOND), inCallersTrace(FIRST), List.of(), null));
    }
  }

  @Nested
  class Resets {

    @Test
    void reset_ofARunWithAHeader_standsWhereItsBaseDoes() {
      RunTrace trace = of(FirstEvent.of(RESET).resetOf(FIRST).header(CALLER));

      assertThat(trace).isEqualTo(new RunTrace(inCallersTrace(RESET), CALLER, List.of(), null));
    }

    @Test
    void reset_ofARunWithoutAHeader_isInItsBasesDerivedTrace() {
      RunTrace trace = of(FirstEvent.of(RESET).resetOf(FIRST));

      assertThat(trace).isEqualTo(root(derived(RESET, FIRST)));
    }

    @Test
    void reset_ofALinkedRun_isInItsBasesDerivedTrace() {
      RunTrace trace = of(FirstEvent.of(RESET).resetOf(FIRST).header(CALLER, Relation.LINK));

      assertThat(trace).isEqualTo(root(derived(RESET, FIRST), link(CALLER, "origin")));
    }

    @Test
    void reset_ofAScheduledRun_isInItsBasesDerivedTrace() {
      RunTrace trace = of(FirstEvent.of(RESET).resetOf(FIRST).scheduled().header(CALLER));

      assertThat(trace).isEqualTo(root(derived(RESET, FIRST), link(CALLER, "schedule")));
    }

    @Test
    void reset_ofAChild_keepsItsBasesStartChildWorkflowAnchor() {
      RunTrace trace = of(FirstEvent.of(RESET).resetOf(FIRST).child().header(CALLER));

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
          of(
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
          of(
              FirstEvent.of(RESET)
                  .continues(FIRST, FIRST)
                  .resetOf(SECOND)
                  .header(CALLER, Relation.SAME_TRACE));

      assertThat(trace)
          .isEqualTo(new RunTrace(inCallersTrace(RESET), inCallersTrace(FIRST), List.of(), null));
    }
  }

  @Nested
  class Bytes {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void flagsAndTraceState_areTheHeaders_inTheHeadersTrace(int flags) {
      SpanContext caller = FirstEvent.caller(flags);

      RunTrace trace = of(FirstEvent.of(RUN).child().header(caller));

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

      RunTrace trace = of(FirstEvent.of(RUN).header(caller, Relation.LINK));

      assertThat(trace.anchor().getTraceFlags()).isEqualTo(TraceFlags.fromByte((byte) (flags & 1)));
      assertThat(trace.anchor().getTraceState().isEmpty()).isTrue();
      assertThat(trace.links()).containsExactly(link(caller, "origin"));
    }

    @Test
    void previousLink_inADerivedTrace_hasNoRandomFlag() {
      RunTrace trace =
          of(FirstEvent.of(THIRD).continues(SECOND, FIRST).header(FirstEvent.caller(3)));

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
              FirstEvent.of(SECOND).continues(FIRST, FIRST).build(),
              Ids.derivedTrace(FIRST)::equals);

      assertThat(trace.anchor().isSampled()).isFalse();
      assertThat(trace.links().get(0).getSpanContext().isSampled()).isTrue();
    }

    @Test
    void contexts_areRemote() {
      RunTrace continued = of(FirstEvent.of(SECOND).continues(FIRST, FIRST).header(CALLER));
      RunTrace child = of(FirstEvent.of(RUN).child().header(CALLER));

      assertThat(
              List.of(
                  continued.anchor(),
                  continued.links().get(0).getSpanContext(),
                  child.anchor(),
                  child.parent()))
          .allMatch(SpanContext::isRemote);
    }
  }

  private static RunTrace of(FirstEvent event) {
    return RunTrace.of(event.build(), traceId -> true);
  }

  private static RunTrace root(SpanContext anchor, LinkData... links) {
    return new RunTrace(anchor, SpanContext.getInvalid(), List.of(links), null);
  }

  private static SpanContext inCallersTrace(Run run) {
    return inCallersTrace(Ids.runWorkflow(run));
  }

  private static SpanContext inCallersTrace(String spanId) {
    return SpanContext.createFromRemoteParent(
        TRACE, spanId, TraceFlags.getSampled(), CALLER.getTraceState());
  }

  /** The run's anchor in the trace derived from another, or the same, run. */
  private static SpanContext derived(Run run, Run original) {
    return SpanContext.createFromRemoteParent(
        Ids.derivedTrace(original),
        Ids.runWorkflow(run),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  private static LinkData link(SpanContext to, String type) {
    return LinkData.create(to, Attributes.of(AttributeKey.stringKey("link.type"), type));
  }
}
