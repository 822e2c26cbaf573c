package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.ScriptedRun;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordedRunsTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");

  private final RecordedRuns runs = new RecordedRuns(Progress.NONE);

  @Test
  void settling_forgetsWhatLiesBefore_andKeepsEqualCloseTimes() {
    ListedRun before = run("before", T.minusNanos(1_000));
    ListedRun equal = run("equal", T);
    ListedRun alsoEqual = run("also-equal", T);
    runs.add(before);
    runs.add(equal);
    runs.add(alsoEqual);

    runs.settle(T);

    assertThat(runs.from()).isEqualTo(T);
    assertThat(runs.contains(before)).isFalse();
    assertThat(runs.contains(equal)).isTrue();
    assertThat(runs.contains(alsoEqual)).isTrue();
  }

  @Test
  void settling_neverGoesBack() {
    runs.settle(T);
    runs.settle(T.minusSeconds(1));

    assertThat(runs.from()).isEqualTo(T);
  }

  @Test
  void progress_isAllThatTheNextOneNeeds() {
    runs.settle(T);
    runs.add(run("order-1", T.plusNanos(1_000)));

    RecordedRuns next = new RecordedRuns(runs.progress());

    assertThat(next.from()).isEqualTo(T);
    assertThat(next.contains(run("order-1", T.plusNanos(1_000)))).isTrue();
    assertThat(next.contains(run("order-2", T.plusNanos(1_000)))).isFalse();
  }

  @Test
  void room_isThereAgain_afterSettling() {
    RecordedRuns small = new RecordedRuns(Progress.NONE, 2);
    small.add(run("order-1", T));
    assertThat(small.hasRoom()).isTrue();
    small.add(run("order-2", T));
    assertThat(small.hasRoom()).isFalse();

    small.settle(T.plusSeconds(1));

    assertThat(small.hasRoom()).isTrue();
  }

  @Test
  void progress_isTaken_whileOthersRecord() {
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(() -> IntStream.range(0, 20_000).forEach(this::add));

    int taken = 0;
    while (!others.isDone()) {
      taken = runs.progress().recordedRuns().size();
    }

    others.join();
    assertThat(taken).isPositive();
    assertThat(runs.progress().recordedRuns()).hasSize(20_000);
  }

  /** Otherwise it is recorded again after a restart. */
  @Test
  void progress_isNeverHalfSettled() {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> settling =
        CompletableFuture.runAsync(
            () ->
                IntStream.iterate(0, i -> !stop.get(), i -> i + 1)
                    .forEach(
                        i -> {
                          add(i);
                          runs.settle(T.plusSeconds(i));
                        }));
    try {
      for (int i = 0; i < 20_000; i++) {
        Progress progress = runs.progress();
        long last = Progress.micros(progress.fromInstant());
        assertThat(last == 0 || progress.recordedRuns().values().stream().anyMatch(m -> m >= last))
            .isTrue();
      }
    } finally {
      stop.set(true);
      settling.join();
    }
  }

  private void add(int i) {
    runs.add(run("order-" + i, T.plusSeconds(i)));
  }

  private static ListedRun run(String workflowId, Instant closeTime) {
    return ScriptedRun.of(workflowId, closeTime).listed();
  }
}
