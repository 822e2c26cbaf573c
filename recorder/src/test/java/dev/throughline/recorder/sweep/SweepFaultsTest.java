package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.journal.otlp.Answer;
import dev.throughline.recorder.io.FaultyTemporal;
import dev.throughline.recorder.io.ScriptedRun;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sweep makes of a Temporal or a backend that fails. */
class SweepFaultsTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SOME_TIME = Duration.ofSeconds(15);

  private final FaultyTemporal temporal = new FaultyTemporal();
  private final ScriptedBackend backend = new ScriptedBackend();
  private final List<Turn> turns = new ArrayList<>();

  SweepFaultsTest() throws IOException {}

  @AfterEach
  void close() throws InterruptedException {
    for (Turn turn : turns) {
      turn.close();
    }
    temporal.close();
  }

  @Test
  void runs_thatTheBackendHasNotAcknowledged_areNotNotedAsRecorded() throws Exception {
    List<ScriptedRun> runs = show(10);
    backend.fail(spans -> new Answer.Unavailable("503", null));
    Turn turn = turn(Progress.NONE);
    Turn.awaiting().until(() -> backend.requests() >= 2);

    assertThat(turn.lastHeartbeat().recordedRuns()).isEmpty();
    turn.close();
    backend.fail(spans -> null);
    turn(turn.lastHeartbeat());
    awaitRecordedOnce(runs);
  }

  @Test
  void backend_thatComesBack_getsAllOfIt() {
    List<ScriptedRun> runs = show(10);
    AtomicInteger failures = new AtomicInteger(3);
    backend.fail(
        spans -> failures.getAndDecrement() > 0 ? new Answer.Unavailable("503", null) : null);

    turn(Progress.NONE);

    awaitRecordedOnce(runs);
  }

  @Test
  void history_thatWasDeleted_isLeftOut_andTheRestGoesOn() {
    List<ScriptedRun> runs = show(10);
    failHistories(Set.of(runs.get(3)), Status.NOT_FOUND);

    Turn turn = turn(Progress.NONE);

    awaitRecordedOnce(without(runs, runs.get(3)));
    Turn.awaiting().until(() -> turn.lastHeartbeat().recordedRuns().size() == runs.size());
    assertThat(temporal.reads(runs.get(3))).isEqualTo(1);
  }

  @Test
  void history_thatIsNotUnderstood_isLeftOut_andTheRestGoesOn() {
    List<ScriptedRun> runs = show(10);
    temporal.changeEvents(
        event ->
            event.getWorkflowExecutionStartedEventAttributes().getWorkflowId().equals("order-3")
                ? event.toBuilder().clearWorkflowExecutionStartedEventAttributes().build()
                : event);

    Turn turn = turn(Progress.NONE);

    awaitRecordedOnce(without(runs, runs.get(3)));
    Turn.awaiting().until(() -> turn.lastHeartbeat().recordedRuns().size() == runs.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"INTERNAL", "DEADLINE_EXCEEDED", "UNKNOWN"})
  void run_thatNeverComes_isGivenUp_andTheRestGoesOn(Status.Code code) {
    List<ScriptedRun> runs = show(10);
    failHistories(Set.of(runs.get(3)), code.toStatus());

    Turn turn = turn(Progress.NONE);

    awaitRecordedOnce(without(runs, runs.get(3)));
    List<ScriptedRun> all = closeMore(turn, runs, () -> temporal.reads(runs.get(3)) == 8);
    awaitRecordedOnce(without(all, runs.get(3)));
    awaitSettled(turn, runs.get(9));
    assertThat(temporal.reads(runs.get(3))).isEqualTo(8);
  }

  @Test
  void manyRuns_thatNeverCome_doNotStopTheRest_andAreGivenUpInTheEnd() {
    List<ScriptedRun> bad = show(10);
    failHistories(Set.copyOf(bad), Status.INTERNAL);
    ScriptedRun good = temporal.show(ScriptedRun.of("good", T.plusSeconds(60)));

    Turn turn = turn(Progress.NONE);

    awaitRecordedOnce(List.of(good));
    List<ScriptedRun> all =
        closeMore(
            turn, List.of(good), () -> bad.stream().allMatch(run -> temporal.reads(run) == 8));
    awaitRecordedOnce(all);
    awaitSettled(turn, good);
    assertThat(bad).allSatisfy(run -> assertThat(temporal.reads(run)).isEqualTo(8));
  }

  @Test
  void run_isNotGivenUp_becauseOfAnOutage() {
    ScriptedRun bad = temporal.show(ScriptedRun.of("bad", T));
    failHistories(Set.of(bad), Status.INTERNAL);
    Turn turn = turn(Progress.NONE);
    List<ScriptedRun> runs = closeMore(turn, List.of(), () -> temporal.reads(bad) == 7);

    temporal.failHistories(request -> Status.UNAVAILABLE);
    Turn.awaiting()
        .until(
            () -> {
              turn.pass(SOME_TIME);
              return temporal.reads(bad) >= 9;
            });
    temporal.failHistories(request -> null);

    runs.add(bad);
    Turn.awaiting()
        .until(
            () -> {
              turn.pass(SOME_TIME);
              return backend.taken().size() == runs.size();
            });
    awaitRecordedOnce(runs);
  }

  @Test
  void limit_isBackedOffFrom_andNothingIsLostOrDoubled() {
    List<ScriptedRun> runs = show(50);
    AtomicInteger pages = new AtomicInteger();
    temporal.failHistories(
        request ->
            pages.incrementAndGet() % 20 == 7
                ? Status.RESOURCE_EXHAUSTED.withDescription("namespace rate limit exceeded")
                : null);
    long began = System.nanoTime();
    Turn turn = turn(Progress.NONE);

    Turn.awaiting()
        .until(
            () -> {
              turn.pass(SOME_TIME);
              return backend.taken().size() == runs.size();
            });

    assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(200).toNanos());
    awaitRecordedOnce(runs);
  }

  @Test
  void history_thatBreaksOff_isTakenUpWhereItWas_howeverFarTheNextTryComes() {
    ScriptedRun run = temporal.show(ScriptedRun.of("long", T, 1_500));
    AtomicInteger pages = new AtomicInteger();
    // The first try has two pages, the second none.
    temporal.failHistories(
        request -> Set.of(3, 4).contains(pages.incrementAndGet()) ? Status.INTERNAL : null);
    Turn turn = turn(Progress.NONE);

    Turn.awaiting()
        .until(
            () -> {
              turn.pass(SOME_TIME);
              return temporal.reads(run) == 3;
            });

    awaitRecordedOnce(List.of(run));
  }

  @Test
  void sweep_thatHasLostItsLease_sendsNothingMore() throws Exception {
    temporal.show(ScriptedRun.of("long", T, 2_000));
    CompletableFuture<Turn> started = new CompletableFuture<>();
    backend.fail(
        spans -> {
          started.join().loseLease();
          return null;
        });
    Turn turn = turn(Progress.NONE);
    started.complete(turn);

    assertThatThrownBy(turn::end).hasCauseInstanceOf(InterruptedException.class);
    turn.close();
    assertThat(backend.requests()).isEqualTo(1);
    assertThat(turn.lastHeartbeat().recordedRuns()).isEmpty();
  }

  private Turn turn(Progress progress) {
    Turn turn = new Turn(temporal, backend, Turn.Start.ANEW.at(progress));
    turns.add(turn);
    return turn;
  }

  private List<ScriptedRun> show(int runs) {
    return IntStream.range(0, runs)
        .mapToObj(i -> temporal.show(ScriptedRun.of("order-" + i, T.plusSeconds(i))))
        .toList();
  }

  private void failHistories(Set<ScriptedRun> runs, Status status) {
    Set<String> ids = runs.stream().map(run -> run.run().runId()).collect(Collectors.toSet());
    temporal.failHistories(
        request -> ids.contains(request.getExecution().getRunId()) ? status : null);
  }

  private static List<ScriptedRun> without(List<ScriptedRun> runs, ScriptedRun run) {
    return runs.stream().filter(other -> !other.equals(run)).toList();
  }

  /** One run after another closes, while time passes; returns all, with those before. */
  private List<ScriptedRun> closeMore(
      Turn turn, List<ScriptedRun> before, Callable<Boolean> enough) {
    List<ScriptedRun> all = new ArrayList<>(before);
    Turn.awaiting()
        .until(
            () -> {
              int number = all.size();
              all.add(temporal.show(ScriptedRun.of("more-" + number, T.plusSeconds(60 + number))));
              Turn.awaiting().until(() -> temporal.reads(all.get(number)) > 0);
              turn.pass(SOME_TIME);
              turn.awaitRounds();
              return enough.call();
            });
    return all;
  }

  /** Waits until nothing is left to be done up to a run. */
  private static void awaitSettled(Turn turn, ScriptedRun run) {
    Turn.awaiting()
        .until(
            () -> {
              turn.pass(SOME_TIME);
              return !turn.lastHeartbeat().fromInstant().isBefore(run.closeTime());
            });
  }

  private void awaitRecordedOnce(List<ScriptedRun> runs) {
    Map<String, Integer> once =
        runs.stream()
            .flatMap(run -> run.spanIds().stream())
            .collect(Collectors.toMap(id -> id, id -> 1));
    Turn.awaiting().until(() -> backend.taken().size() >= once.size());
    assertThat(backend.taken()).isEqualTo(once);
  }
}
