package dev.throughline.recorder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.recorder.io.FaultyTemporal;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.ScriptedRun;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedRunsTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final int A_FEW_THOUSAND = 5_000;

  private final FaultyTemporal temporal = new FaultyTemporal();
  private final ClosedRuns closedRuns = new ClosedRuns(temporal.histories());

  ClosedRunsTest() throws IOException {}

  @AfterEach
  void close() throws InterruptedException {
    temporal.close();
  }

  @Test
  void namespace_withoutRuns_isOneEmptyWindow() {
    assertThat(closedRuns.since(Instant.EPOCH)).isEqualTo(new ClosedRuns.Window(List.of(), null));
  }

  @Test
  void runs_ofOnePage_comeOldestFirst_fromTheirInstantOn() {
    show(5, i -> T.plusSeconds(i));

    ClosedRuns.Window window = closedRuns.since(T.plusSeconds(2));

    assertThat(window.until()).isNull();
    assertThat(window.runs())
        .extracting(ListedRun::closeTime)
        .containsExactly(T.plusSeconds(2), T.plusSeconds(3), T.plusSeconds(4));
    assertThat(temporal.lists()).isEqualTo(1);
  }

  @Test
  void runs_ofSeveralPages_areOneWindow() {
    show(3_500, i -> T.plusMillis(i));

    List<ClosedRuns.Window> windows = windows(Instant.EPOCH);

    assertThat(windows).hasSize(1);
    assertThat(windows.get(0).runs()).hasSize(3_500);
    assertAllThereOldestFirst(windows, 3_500);
  }

  @Test
  void backlog_isCutIntoWindows_thatLeaveNothingOut_andFitIntoMemory() {
    Random random = new Random(7);
    show(20_000, i -> T.plusMillis(random.nextInt(86_400_000)));

    List<ClosedRuns.Window> windows = windows(Instant.EPOCH);

    assertThat(windows)
        .allSatisfy(w -> assertThat(w.runs()).hasSizeLessThanOrEqualTo(A_FEW_THOUSAND));
    assertAllThereOldestFirst(windows, 20_000);
  }

  @Test
  void backlog_withManyEqualCloseTimes_isCutWithoutALoss() {
    show(20_000, i -> T.plusMillis(i / 2_500));

    List<ClosedRuns.Window> windows = windows(Instant.EPOCH);

    assertThat(windows)
        .allSatisfy(w -> assertThat(w.runs()).hasSizeLessThanOrEqualTo(A_FEW_THOUSAND));
    assertAllThereOldestFirst(windows, 20_000);
  }

  @Test
  void microsecond_withMoreRunsThanAWindowHolds_isOneWindow_andNotTheEnd() {
    show(8_000, i -> i < 7_000 ? T : T.plusSeconds(i));

    assertAllThereOldestFirst(windows(T), 8_000);
  }

  private List<ClosedRuns.Window> windows(Instant from) {
    List<ClosedRuns.Window> windows = new ArrayList<>();
    Instant at = from;
    while (at != null) {
      ClosedRuns.Window window = closedRuns.since(at);
      windows.add(window);
      assertThat(windows).hasSizeLessThan(500);
      if (window.until() != null) {
        assertThat(window.until()).isAfter(at);
      }
      at = window.until();
    }
    return windows;
  }

  private void show(int runs, IntFunction<Instant> closeTime) {
    for (int i = 0; i < runs; i++) {
      temporal.show(ScriptedRun.of("order-" + i, closeTime.apply(i)));
    }
  }

  private static void assertAllThereOldestFirst(List<ClosedRuns.Window> windows, int runs) {
    Set<ListedRun> all = new HashSet<>();
    Instant last = Instant.MIN;
    for (ClosedRuns.Window window : windows) {
      assertThat(window.runs())
          .isSortedAccordingTo(
              Comparator.comparing(run -> Objects.requireNonNull(run.closeTime())));
      for (ListedRun run : window.runs()) {
        assertThat(run.closeTime()).isAfterOrEqualTo(last);
      }
      last = window.until() == null ? Instant.MAX : window.until();
      all.addAll(window.runs());
    }
    assertThat(all).hasSize(runs);
  }
}
