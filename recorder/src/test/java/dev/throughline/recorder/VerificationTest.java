package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import dev.throughline.recorder.HistoryDerivation.Rules;
import dev.throughline.recorder.HistoryDerivation.Scope;
import dev.throughline.recorder.verify.Finding;
import dev.throughline.recorder.verify.Finding.Kind;
import dev.throughline.recorder.verify.RunReport;
import dev.throughline.recorder.verify.StoredTraces;
import dev.throughline.recorder.verify.Summary;
import dev.throughline.recorder.verify.Verification;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationTest {
  private static final List<History> HISTORIES = History.all();
  private static final SpanShelf WHOLE = SpanShelf.whole(WrittenSpans.all(), HISTORIES);

  private static StandInTemporal temporal;

  private final SpanShelf shelf = WHOLE.copy();
  private final List<RunReport> reports = new ArrayList<>();

  static List<History> histories() {
    return HISTORIES;
  }

  @BeforeAll
  static void startTemporal() throws Exception {
    temporal = new StandInTemporal();
  }

  @BeforeEach
  void forgetRuns() {
    temporal.clear();
  }

  @AfterAll
  static void stopTemporal() throws Exception {
    temporal.close();
  }

  @Test
  void whatWorkersWroteAndRecordersDerive_isAllThatHistoryImplies() throws Exception {
    HISTORIES.forEach(temporal::add);

    Summary summary = verify("all", shelf, null);

    assertThat(reports).isEmpty();
    assertThat(summary.isWhole()).isTrue();
    assertThat(summary.complete()).isEqualTo(HISTORIES.size());
    assertThat(summary.implied()).isGreaterThan(200).isEqualTo(summary.stored());
    assertThat(summary.percent()).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("histories")
  void anySpanThatIsMissing_isFound_andRepairedOnce_byteForByte(History history) throws Exception {
    temporal.add(history);
    for (SpanData span : implied(history)) {
      SpanShelf holed = WHOLE.copy().without(span.getSpanId());

      Summary found = verify("all", holed, null);
      assertThat(found.missing()).isEqualTo(1);
      assertThat(found.stored()).isEqualTo(found.implied() - 1);
      assertThat(findings(Kind.MISSING))
          .containsExactly(new Finding(Kind.MISSING, span.getName(), span.getSpanId()));

      Summary repaired = verify("all", holed, holed);
      assertThat(repaired.isWhole()).isTrue();
      assertThat(repaired.repaired()).isEqualTo(1);
      assertThat(repaired.percent()).isEqualTo(100);
      assertThat(holed.sent()).extracting(SpanData::getSpanId).containsExactly(span.getSpanId());
      assertThat(holed.span(span.getSpanId())).isEqualTo(WHOLE.span(span.getSpanId()));

      assertThat(verify("all", holed, holed).repaired()).isZero();
      assertThat(reports).isEmpty();
      assertThat(holed.sent()).hasSize(1);
    }
  }

  @Test
  void allSpansMissing_areRepairedAtOnce() throws Exception {
    HISTORIES.forEach(temporal::add);
    SpanShelf empty = new SpanShelf();

    Summary summary = verify("all", empty, empty);

    assertThat(summary.stored()).isZero();
    assertThat(summary.repaired()).isEqualTo(empty.sent().size());
    assertThat(summary.missing()).isEqualTo(summary.implied() - summary.repaired());
    assertThat(verify("all", empty, empty).repaired()).isZero();
    assertThat(empty.sent()).hasSize((int) summary.repaired());
  }

  @Test
  void attemptThatIsMissing_isFound_butNotRepaired() throws Exception {
    temporal.add(History.named("activity-attempt-2"));
    shelf.without("d24f18e40a506ada").without("05293787a5adc97a");

    Summary summary = verify("all", shelf, shelf);

    assertThat(findings(Kind.MISSING_ATTEMPT))
        .extracting(Finding::name)
        .containsExactly("RunActivity:FailOnce");
    assertThat(findings(Kind.MISSING_ATTEMPT).get(0).id())
        .matches("activity [0-9a-f-]+, attempt 2");
    assertThat(summary.missing()).isEqualTo(1);
    assertThat(summary.isWhole()).isFalse();
    assertThat(shelf.sent()).isEmpty();
  }

  @Test
  void attemptOfALocalActivity_isFoundByAnyNumber() throws Exception {
    temporal.add(History.named("local-activity"));

    assertThat(verify("all", shelf.without("9f0897173314bad6"), null).isWhole()).isTrue();
    assertThat(verify("all", shelf.without("ed9ec48fd530f01c"), null).missing()).isEqualTo(1);
    assertThat(findings(Kind.MISSING_ATTEMPT).get(0).id()).matches("activity [0-9a-f-]+");
  }

  @Test
  void oneIdWithTwoContents_isAConflict_aRepeatIsNone() throws Exception {
    temporal.add(History.named("activity"));
    Span anchor = anchor("activity");

    assertThat(verify("all", shelf.add(anchor), null).isWhole()).isTrue();
    shelf.add(anchor.toBuilder().setEndTimeUnixNano(1).build());
    Summary summary = verify("all", shelf, null);

    assertThat(summary.conflicts()).isEqualTo(1);
    assertThat(summary.isWhole()).isFalse();
    assertThat(findings(Kind.CONFLICT)).extracting(Finding::name).containsExactly(anchor.getName());
  }

  @Test
  void spanWhoseParentIsNotStored_isAnOrphan_butNoServerSpan() throws Exception {
    temporal.add(History.named("activity"));
    Span stray =
        anchor("activity").toBuilder()
            .setName("stray")
            .setSpanId(ByteString.fromHex("0000000000000001"))
            .setParentSpanId(ByteString.fromHex("00000000000000ff"))
            .build();

    Span server = stray.toBuilder().setKind(Span.SpanKind.SPAN_KIND_SERVER).build();
    assertThat(verify("all", shelf.copy().add(server), null).isWhole()).isTrue();
    Summary summary = verify("all", shelf.add(stray), null);

    assertThat(summary.orphans()).isEqualTo(1);
    assertThat(summary.isWhole()).isFalse();
    assertThat(findings(Kind.ORPHAN))
        .containsExactly(new Finding(Kind.ORPHAN, "stray", "0000000000000001"));
  }

  @Test
  void orphanOfATraceThatRunsShare_isToldOnce_andIsNoneWhenALaterRunBringsItsParent()
      throws Exception {
    History parent = History.named("parent");
    temporal.add(History.named("child-completed"));
    temporal.add(parent);
    String anchorId = implied(parent).get(0).getSpanId();
    shelf.without(anchorId);

    Summary found = verify("all", shelf, null);
    assertThat(found.orphans()).isPositive().isEqualTo(findings(Kind.ORPHAN).size());

    Summary repaired = verify("all", shelf, shelf);
    assertThat(repaired.orphans()).isZero();
    assertThat(repaired.isWhole()).isTrue();
    assertThat(shelf.sent()).extracting(SpanData::getSpanId).containsExactly(anchorId);
  }

  @Test
  void runningRuns_areCounted_recordersAreNot_andNeitherIsLookedUp() throws Exception {
    temporal.add("run-1", "open", "Order");
    temporal.add(History.named("activity"), "anything", "throughline.Recorder");
    temporal.add(History.named("timers"), "throughline-recorder-default-0", "Order");

    Summary summary = verify("all", new SpanShelf(), null);

    assertThat(summary).isEqualTo(new Summary(1, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    assertThat(summary.isWhole()).isTrue();
  }

  @Test
  void runThatIsNotSampled_impliesNothing() throws Exception {
    temporal.add(History.named("unsampled"));

    Summary summary = verify("all", new SpanShelf(), null);

    assertThat(summary).isEqualTo(new Summary(1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(summary.percent()).isEqualTo(100);
  }

  @Test
  void historyThatIsDeleted_isUnreadable_andDoesNotStopTheRest() throws Exception {
    History deleted = History.named("activity");
    temporal.add(deleted);
    temporal.add(History.named("timers"));
    temporal.deleteHistory(deleted.run().runId());

    Summary summary = verify("all", shelf, null);

    assertThat(summary.unreadable()).isEqualTo(1);
    assertThat(summary.complete()).isEqualTo(1);
    assertThat(summary.isWhole()).isFalse();
    assertThat(reports.get(0).unreadable()).contains("no such run");
  }

  @Test
  void repairThatTheBackendRefuses_staysMissing() throws Exception {
    temporal.add(History.named("timers"));
    SpanShelf empty = new SpanShelf();

    Summary summary = verify("all", empty, spans -> new Answer.Refused("read-only"));

    assertThat(summary.repaired()).isZero();
    assertThat(summary.missing()).isEqualTo(summary.implied());
  }

  @Test
  void temporalThatIsAwayForAMoment_isAskedAgain() throws Exception {
    temporal.add(History.named("timers"));
    temporal.refuse(1);

    assertThat(verify("all", shelf, null).isWhole()).isTrue();
  }

  @Test
  void queryThatTemporalDoesNotUnderstand_isTemporalsOwnError() {
    assertThatThrownBy(() -> verify("Nonsense !!", shelf, null))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("unable to parse filter");
  }

  private Summary verify(String query, StoredTraces stored, @Nullable SpanDestination repairTo)
      throws InterruptedException {
    reports.clear();
    return new Verification(temporal.runs(), rules(), stored, repairTo).verify(query, reports::add);
  }

  private List<Finding> findings(Kind kind) {
    return reports.stream()
        .flatMap(report -> report.findings().stream())
        .filter(finding -> finding.kind() == kind)
        .toList();
  }

  private static Span anchor(String history) {
    return WHOLE.span(implied(History.named(history)).get(0).getSpanId());
  }

  private static List<SpanData> implied(History history) {
    List<SpanData> spans = new ArrayList<>();
    HistoryDerivation derivation = new HistoryDerivation(history.run(), rules(), spans::add);
    history.events().forEach(derivation::accept);
    return spans;
  }

  private static Rules rules() {
    return new Rules(ForeignRuns.FULL, Scope.WHOLE, traceId -> true);
  }
}
