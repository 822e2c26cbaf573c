package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.throughline.tracing.contract.Ids;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the derivation of every history. */
class HistoryDerivationTest {
  /** Spans of the test's own requests, which nobody wrote. */
  private static final Set<String> REQUESTS = Set.of("0b0b0b0b0b0b0b0b", "cdcdcdcdcdcdcdcd");

  static List<History> histories() {
    return History.all();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void history_cutAnywhere_givesTheFirstOfItsSpans_unchanged(History history) {
    for (ForeignRuns foreignRuns : ForeignRuns.values()) {
      List<Span> whole = derive(history, foreignRuns, history.events());
      for (int length = 1; length <= history.events().size(); length++) {
        List<Span> some = derive(history, foreignRuns, history.events().subList(0, length));

        assertThat(some).as("%s events", length).isEqualTo(whole.subList(0, some.size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void history_lackingAnEvent_isStillDerived_withNoSpanTwice(History history) {
    for (int i = 1; i < history.events().size(); i++) {
      List<HistoryEvent> some = new ArrayList<>(history.events());
      some.remove(i);

      assertThat(derive(history, ForeignRuns.FULL, some))
          .as("without event %s", i + 1)
          .extracting(Span::getSpanId)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void eventOfTheFuture_isToldOf_andChangesNothing(History history) {
    HistoryEvent future = HistoryEvent.newBuilder().setEventTypeValue(9_999).build();
    for (int i = 1; i <= history.events().size(); i++) {
      List<HistoryEvent> more = new ArrayList<>(history.events());
      more.add(i, future);
      List<EventType> unknown = new ArrayList<>();
      List<Span> spans = new ArrayList<>();
      HistoryDerivation derivation =
          new HistoryDerivation(
              history.run(),
              rules(HistoryDerivation.Scope.RECORDER, traceId -> true),
              new HistoryDerivation.Output() {
                @Override
                public void span(SpanData span) {
                  spans.add(WrittenSpans.otlp(span));
                }

                @Override
                public void unknown(EventType type) {
                  unknown.add(type);
                }
              });

      more.forEach(derivation::accept);

      assertThat(unknown).containsExactly(EventType.UNRECOGNIZED);
      assertThat(spans).isEqualTo(derive(history, ForeignRuns.FULL, history.events()));
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void span_comesOnce_andAfterItsParent(History history) {
    List<ByteString> ids =
        derive(history, ForeignRuns.FULL, history.events()).stream().map(Span::getSpanId).toList();
    List<ByteString> parents =
        derive(history, ForeignRuns.FULL, history.events()).stream()
            .map(Span::getParentSpanId)
            .toList();

    assertThat(ids).doesNotHaveDuplicates();
    for (int i = 0; i < ids.size(); i++) {
      assertThat(ids.subList(i, ids.size())).doesNotContain(parents.get(i));
    }
  }

  /** R1 of the contract. */
  @Test
  void span_thatAWorkerWroteToo_isTheSameBytes() {
    Map<ByteString, Span> written = new HashMap<>();
    WrittenSpans.all().forEach(span -> written.put(span.getSpanId(), span));
    List<Span> twice = derived().filter(span -> written.containsKey(span.getSpanId())).toList();

    assertThat(twice)
        .extracting(Span::getName)
        .contains("StartActivity:FailTwice", "StartActivity:HangOnce", "StartActivity:Hang");
    assertThat(twice).allSatisfy(span -> assertThat(span).isEqualTo(written.get(span.getSpanId())));
  }

  /** R2 of the contract. */
  @Test
  void span_hasAParentInItsTrace_thatIsWrittenOrDerived() {
    List<Span> all = Stream.concat(WrittenSpans.all().stream(), derived()).toList();
    Set<String> stored = new HashSet<>();
    all.forEach(span -> stored.add(place(span.getTraceId(), span.getSpanId())));

    assertThat(all)
        .filteredOn(span -> !span.getParentSpanId().isEmpty())
        .filteredOn(span -> !REQUESTS.contains(hex(span.getParentSpanId())))
        .allSatisfy(
            span -> assertThat(stored).contains(place(span.getTraceId(), span.getParentSpanId())));
  }

  /** A chain whose worker has no tracing gives its second run no header, and so no way back. */
  @Test
  void link_leadsToASpanThatIsWrittenOrDerived() {
    List<Span> all = Stream.concat(WrittenSpans.all().stream(), derived()).toList();
    Set<String> stored = new HashSet<>();
    all.forEach(span -> stored.add(place(span.getTraceId(), span.getSpanId())));
    Set<String> withoutHeader =
        Stream.of("foreign-continue-as-new-2", "trace-state-2")
            .map(name -> Ids.runWorkflow(History.named(name).run()))
            .collect(Collectors.toSet());

    assertThat(all)
        .filteredOn(span -> !withoutHeader.contains(hex(span.getSpanId())))
        .flatExtracting(Span::getLinksList)
        .isNotEmpty()
        .allSatisfy(
            link -> assertThat(stored).contains(place(link.getTraceId(), link.getSpanId())));
  }

  @Test
  void foreignRun_leftOut_givesNothing() {
    assertThat(History.named("foreign").spans(ForeignRuns.OFF)).isEmpty();
    assertThat(History.named("foreign-signaled").spans(ForeignRuns.OFF)).isEmpty();
    assertThat(History.named("foreign-run").spans(ForeignRuns.OFF)).isEmpty();
  }

  @Test
  void foreignRun_withAnchorsOnly_hasAllButTheBarsOfAttempts() {
    History history = History.named("foreign");

    assertThat(history.spans(ForeignRuns.ANCHORS))
        .extracting(span -> span.getName())
        .containsExactly(
            "RunWorkflow:Foreign", "StartActivity:Reserve", "CompleteWorkflow:Foreign");
  }

  @Test
  void foreignActivityOfAThroughlineRun_hasItsBar_whateverIsSaidOfForeignRuns() {
    History history = History.named("foreign-activity");

    assertThat(history.spans(ForeignRuns.OFF)).isEqualTo(history.spans(ForeignRuns.FULL));
    assertThat(history.spans(ForeignRuns.ANCHORS)).isEqualTo(history.spans(ForeignRuns.FULL));
  }

  @Test
  void unsampledRun_givesNothing() {
    assertThat(History.named("unsampled").spans()).isEmpty();
  }

  @Test
  void runWithoutHeader_thatIsNotSampled_givesNothing() {
    History history = History.named("foreign");
    List<String> asked = new ArrayList<>();
    HistoryDerivation derivation =
        new HistoryDerivation(
            history.run(),
            rules(
                HistoryDerivation.Scope.RECORDER,
                traceId -> {
                  asked.add(traceId);
                  return false;
                }),
            span -> asked.add(span.getName()));

    history.events().forEach(derivation::accept);

    assertThat(asked).containsExactly(Ids.derivedTrace(history.run()));
  }

  @Test
  void history_withoutItsFirstEvent_isRefused() {
    History history = History.named("activity");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.spans(ForeignRuns.FULL, history.events().subList(1, 2)))
        .withMessageContaining("WORKFLOW_TASK_SCHEDULED");
  }

  /** What {@code verify} expects: nothing that no worker wrote, and all that history could tell. */
  @Test
  void whole_hasTheAnchorsAndAttempts_thatWorkersWrote() {
    Map<String, Span> written = new HashMap<>();
    WrittenSpans.all().forEach(span -> written.put(hex(span.getSpanId()), span));
    Set<ByteString> recorded = derived().map(Span::getSpanId).collect(Collectors.toSet());
    List<ReportedAttempt> attempts = new ArrayList<>();
    List<Span> anchors = new ArrayList<>();
    for (History history : History.all()) {
      HistoryDerivation derivation =
          new HistoryDerivation(
              history.run(),
              rules(HistoryDerivation.Scope.WHOLE, traceId -> true),
              new HistoryDerivation.Output() {
                @Override
                public void span(SpanData span) {
                  anchors.add(WrittenSpans.otlp(span));
                }

                @Override
                public void attempt(ReportedAttempt attempt) {
                  attempts.add(attempt);
                }
              });
      history.events().forEach(derivation::accept);
    }

    anchors.removeIf(span -> recorded.contains(span.getSpanId()));
    assertThat(anchors)
        .hasSizeGreaterThan(20)
        .allSatisfy(span -> assertThat(span).isEqualTo(written.get(hex(span.getSpanId()))));
    assertThat(attempts)
        .filteredOn(attempt -> attempt.attempt() == 0)
        .extracting(ReportedAttempt::activityType)
        .containsExactly("FailOnce");
    assertThat(attempts)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            attempt ->
                assertThat(written.values())
                    .anySatisfy(
                        span -> {
                          assertThat(span.getName())
                              .isEqualTo("RunActivity:" + attempt.activityType());
                          assertThat(hex(span.getParentSpanId()))
                              .isEqualTo(attempt.parent().getSpanId());
                        }));
  }

  private static HistoryDerivation.Rules rules(
      HistoryDerivation.Scope scope, Predicate<String> sampleDerived) {
    return new HistoryDerivation.Rules(ForeignRuns.FULL, scope, sampleDerived);
  }

  private static Stream<Span> derived() {
    return History.all().stream()
        .flatMap(history -> derive(history, ForeignRuns.FULL, history.events()).stream());
  }

  private static List<Span> derive(
      History history, ForeignRuns foreignRuns, List<HistoryEvent> events) {
    return history.spans(foreignRuns, events).stream().map(WrittenSpans::otlp).toList();
  }

  private static String place(ByteString traceId, ByteString spanId) {
    return hex(traceId) + '/' + hex(spanId);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
