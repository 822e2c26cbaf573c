package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.recorder.io.FaultyTemporal;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.ScriptedRun;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which runs a sweep records, and how often, while nothing but time is against it. */
class SweepTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00.5Z");

  private final FaultyTemporal temporal = new FaultyTemporal();
  private final ScriptedBackend backend = new ScriptedBackend();
  private final List<Turn> turns = new ArrayList<>();

  SweepTest() throws IOException {}

  @AfterEach
  void close() throws InterruptedException {
    for (Turn turn : turns) {
      turn.close();
    }
    temporal.close();
  }

  @Test
  void closedRun_isRecordedOnce_howeverOftenItIsSeen() {
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", T, 3));
    Turn turn = turn(Turn.Start.ANEW);

    for (int i = 0; i < 20; i++) {
      turn.awaitRounds();
      turn.pass(Duration.ofSeconds(10));
    }

    assertRecordedOnce(run);
    assertThat(temporal.reads(run)).isEqualTo(1);
    assertThat(turn.stop().fromInstant()).isEqualTo(T);
  }

  @Test
  void recordersOwnRuns_areNotRecorded() {
    ScriptedRun ofType =
        new ScriptedRun(
            ScriptedRun.of("by-type", T).run(), ListedRun.RECORDER_TYPE, T.plusSeconds(1), 0);
    temporal.show(ofType);
    ScriptedRun byId =
        temporal.show(ScriptedRun.of(ListedRun.RECORDER_ID_PREFIX + "0-of-1", T.plusSeconds(1)));
    ScriptedRun other = temporal.show(ScriptedRun.of("order-1", T.plusSeconds(2)));

    turn(Turn.Start.ANEW);

    awaitRecordedOnce(List.of(other));
    assertThat(temporal.reads(ofType)).isZero();
    assertThat(temporal.reads(byId)).isZero();
  }

  @Test
  void shard_recordsItsOwnWorkflowsOnly() {
    List<ScriptedRun> runs = show(60, i -> T.plusSeconds(i));
    Turn turn = turn(Turn.Start.ANEW.withShard(1, 3));

    Turn.awaiting().until(() -> backend.taken().size() >= 10);
    turn.awaitRounds();

    List<ScriptedRun> own = runs.stream().filter(run -> shard(run, 3) == 1).toList();
    assertThat(own).hasSizeBetween(10, 30);
    assertRecordedOnce(own.toArray(ScriptedRun[]::new));
  }

  @Test
  void allShards_recordEveryRunOnce_together() {
    List<ScriptedRun> runs = show(60, i -> T.plusSeconds(i));

    for (int shard = 0; shard < 3; shard++) {
      turn(Turn.Start.ANEW.withShard(shard, 3));
    }

    awaitRecordedOnce(runs);
  }

  @Test
  void run_thatVisibilityShowsLate_isRecorded() {
    ScriptedRun newest = temporal.show(ScriptedRun.of("newest", T));
    Turn turn = turn(Turn.Start.ANEW);
    awaitRecordedOnce(List.of(newest));

    turn.pass(Turn.OVERLAP.minusSeconds(1));
    turn.awaitRounds();
    ScriptedRun late = temporal.show(ScriptedRun.of("late", T.minusSeconds(30)));
    turn.pass(Duration.ofSeconds(20));

    awaitRecordedOnce(List.of(newest, late));
  }

  @Test
  void run_withTheNewestsCloseTime_isRecorded_alsoAfterThatIsSettled() {
    ScriptedRun newest = temporal.show(ScriptedRun.of("newest", T));
    Turn turn = turn(Turn.Start.ANEW);
    awaitRecordedOnce(List.of(newest));
    ScriptedRun equal = temporal.show(ScriptedRun.of("equal", T));
    awaitRecordedOnce(List.of(newest, equal));

    turn.pass(Turn.OVERLAP);
    turn.awaitRounds();
    ScriptedRun equalAgain = temporal.show(ScriptedRun.of("equal-again", T));

    awaitRecordedOnce(List.of(newest, equal, equalAgain));
    assertThat(turn.stop().fromInstant()).isEqualTo(T);
  }

  @Test
  void run_thatCameLateAndCannotBeReadYet_isNotForgottenWithItsStretch() {
    ScriptedRun newest = temporal.show(ScriptedRun.of("newest", T));
    Turn turn = turn(Turn.Start.ANEW);
    awaitRecordedOnce(List.of(newest));
    AtomicInteger failures = new AtomicInteger(2);
    temporal.failHistories(request -> failures.getAndDecrement() > 0 ? Status.INTERNAL : null);
    ScriptedRun late = temporal.show(ScriptedRun.of("late", T.minusSeconds(30)));

    turn.pass(Turn.OVERLAP);
    turn.awaitRounds();
    turn.pass(Duration.ofSeconds(20));
    turn.awaitRounds();
    turn.pass(Duration.ofSeconds(20));

    awaitRecordedOnce(List.of(newest, late));
  }

  @Test
  void run_thatVisibilityShowsLate_afterAnOutage_isRecorded() {
    ScriptedRun newest = temporal.show(ScriptedRun.of("newest", T));
    Turn turn = turn(Turn.Start.ANEW);
    awaitRecordedOnce(List.of(newest));

    temporal.failLists(request -> Status.UNAVAILABLE);
    int lists = temporal.lists();
    Turn.awaiting().until(() -> temporal.lists() > lists);
    turn.pass(Duration.ofHours(1).dividedBy(2));
    temporal.failLists(request -> null);
    turn.awaitRounds();
    ScriptedRun late = temporal.show(ScriptedRun.of("late", T.minusSeconds(30)));
    turn.pass(Duration.ofSeconds(20));

    awaitRecordedOnce(List.of(newest, late));
  }

  @Test
  void nextTurn_beginsAtTheLastHeartbeat_andRepeatsNothing() {
    List<ScriptedRun> runs = new ArrayList<>(show(20, i -> T.plusSeconds(i)));
    Turn killed = turn(Turn.Start.ANEW);
    awaitRecordedOnce(runs);
    Turn.awaiting().until(() -> killed.lastHeartbeat().recordedRuns().size() == runs.size());
    killed.requestStop();

    runs.add(temporal.show(ScriptedRun.of("newer", T.plusSeconds(60))));
    runs.add(temporal.show(ScriptedRun.of("late", T.plusSeconds(5))));
    Turn next = turn(Turn.Start.ANEW.at(killed.lastHeartbeat()));

    awaitRecordedOnce(runs);
    next.pass(Turn.OVERLAP);
    next.awaitRounds();
    assertRecordedOnce(runs.toArray(ScriptedRun[]::new));
  }

  @Test
  void stop_endsSoon_andHandsOnWhatIsRecorded() {
    List<ScriptedRun> runs =
        IntStream.range(0, 100)
            .mapToObj(i -> temporal.show(ScriptedRun.of("order-" + i, T.plusSeconds(i), 99)))
            .toList();
    CompletableFuture<Turn> first = new CompletableFuture<>();
    backend.fail(
        spans -> {
          first.join().requestStop();
          return null;
        });
    first.complete(turn(Turn.Start.ANEW));

    Progress progress = first.join().end();

    assertThat(backend.requests()).isLessThanOrEqualTo(4);
    assertThat(progress.recordedRuns()).isNotEmpty().hasSizeLessThan(runs.size() / 4);
    backend.fail(spans -> null);
    turn(Turn.Start.ANEW.at(progress));
    awaitRecordedOnce(runs);
  }

  @Test
  void stop_inTheMiddleOfALook_settlesNothingThatWasNotLookedAt() throws InterruptedException {
    for (int i = 0; i < 12_000; i++) {
      ScriptedRun other = ScriptedRun.of("order-" + i, T.plusMillis(i));
      if (shard(other, 2) == 0) {
        temporal.show(other);
      }
    }
    ScriptedRun newest = temporal.show(inShardOne("newest", T.plusSeconds(12)));
    CountDownLatch all = new CountDownLatch(1);
    temporal.failLists(
        request -> {
          if (request.getQuery().contains("'" + T.plusSeconds(7))) {
            all.countDown();
          }
          return null;
        });
    Turn first = turn(Turn.Start.ANEW.withShard(1, 2));
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();

    ScriptedRun late = temporal.show(inShardOne("late", T.plusSeconds(6)));
    temporal.failLists(
        request -> {
          if (request.getQuery().contains("'" + Instant.EPOCH)) {
            first.requestStop();
          }
          return null;
        });

    first.pass(Turn.OVERLAP);
    Progress progress = first.end();

    turn(Turn.Start.ANEW.withShard(1, 2).at(progress));
    awaitRecordedOnce(List.of(newest, late));
  }

  @Test
  void recorder_withoutRoom_waitsRatherThanForgets() {
    List<ScriptedRun> runs = new ArrayList<>(show(4, i -> T.plusSeconds(i)));
    Turn turn = turn(Turn.Start.ANEW.withRoom(3));
    awaitRecordedOnce(runs);

    ScriptedRun late = temporal.show(ScriptedRun.of("late", T.plusSeconds(1)));
    ScriptedRun newer = temporal.show(ScriptedRun.of("newer", T.plusSeconds(10)));
    turn.pass(Turn.OVERLAP.dividedBy(2));
    turn.awaitRounds();
    runs.add(late);
    awaitRecordedOnce(runs);
    assertThat(temporal.reads(newer)).isZero();

    turn.pass(Turn.OVERLAP);
    runs.add(newer);
    awaitRecordedOnce(runs);
  }

  @Test
  void recorder_handedOnWithoutRoom_goesOnWhenThereIsSome() {
    List<ScriptedRun> runs = new ArrayList<>(show(4, i -> T.plusSeconds(i)));
    Turn first = turn(Turn.Start.ANEW.withRoom(3));
    awaitRecordedOnce(runs);
    Turn next = turn(Turn.Start.ANEW.at(first.stop()).withRoom(3));
    runs.add(temporal.show(ScriptedRun.of("newer", T.plusSeconds(10))));
    next.awaitRounds();

    next.pass(Turn.OVERLAP);

    awaitRecordedOnce(runs);
  }

  private Turn turn(Turn.Start start) {
    Turn turn = new Turn(temporal, backend, start);
    turns.add(turn);
    return turn;
  }

  private List<ScriptedRun> show(int runs, Function<Integer, Instant> closeTime) {
    return IntStream.range(0, runs)
        .mapToObj(i -> temporal.show(ScriptedRun.of("order-" + i, closeTime.apply(i))))
        .toList();
  }

  private static ScriptedRun inShardOne(String name, Instant closeTime) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> ScriptedRun.of(name + i, closeTime))
        .filter(run -> shard(run, 2) == 1)
        .findFirst()
        .orElseThrow();
  }

  private static int shard(ScriptedRun run, int shards) {
    return Math.floorMod(run.run().workflowId().hashCode(), shards);
  }

  private void awaitRecordedOnce(List<ScriptedRun> runs) {
    int spans = runs.stream().mapToInt(run -> run.spanIds().size()).sum();
    Turn.awaiting().until(() -> backend.taken().size() >= spans);
    assertRecordedOnce(runs.toArray(ScriptedRun[]::new));
  }

  private void assertRecordedOnce(ScriptedRun... runs) {
    Map<String, Integer> once =
        List.of(runs).stream()
            .flatMap(run -> run.spanIds().stream())
            .collect(Collectors.toMap(id -> id, id -> 1));
    assertThat(backend.taken()).isEqualTo(once);
  }
}
