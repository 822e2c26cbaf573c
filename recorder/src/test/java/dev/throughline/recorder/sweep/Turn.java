package dev.throughline.recorder.sweep;

import static org.awaitility.Awaitility.await;

import dev.throughline.recorder.ForeignRuns;
import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.recorder.io.FaultyTemporal;
import io.opentelemetry.api.metrics.MeterProvider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A sweep in a thread of its own, as the activity runs it. Its clock stands still but for what a
 * test lets pass; the pauses between rounds are real and short.
 */
final class Turn implements AutoCloseable {
  static final Duration OVERLAP = Duration.ofSeconds(60);

  private final FaultyTemporal temporal;
  private final Stop stop = new Stop();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE / 2);
  private final CountDownLatch leaseLost = new CountDownLatch(1);
  private final Sweep sweep;
  private final Thread thread = new Thread(this::run, "turn");
  private final CompletableFuture<Progress> end = new CompletableFuture<>();
  private volatile Progress lastHeartbeat;
  private volatile @Nullable String leaseEnd;

  /** Which part of the namespace, and how far it has come. */
  record Start(int shard, int shards, Progress progress, int room, MeterProvider meters) {
    static final Start ANEW =
        new Start(0, 1, Progress.NONE, RecordedRuns.ROOM, MeterProvider.noop());

    Start at(Progress from) {
      return new Start(shard, shards, from, room, meters);
    }

    Start withShard(int some, int of) {
      return new Start(some, of, progress, room, meters);
    }

    Start withRoom(int runs) {
      return new Start(shard, shards, progress, runs, meters);
    }

    Start withMeters(MeterProvider some) {
      return new Start(shard, shards, progress, room, some);
    }
  }

  Turn(FaultyTemporal temporal, ScriptedBackend backend, Start start) {
    this.temporal = temporal;
    this.lastHeartbeat = start.progress();
    this.sweep =
        new Sweep(
            start.shard(),
            start.shards(),
            new RunRecording.Sources(
                temporal.histories(),
                new HistoryDerivation.Rules(
                    ForeignRuns.FULL, HistoryDerivation.Scope.RECORDER, traceId -> true),
                backend),
            new RecordedRuns(start.progress(), start.room()),
            new RecorderMetrics(start.meters()),
            new Sweep.Pace(Duration.ofMillis(5), OVERLAP, 2, Duration.ofDays(1_000)),
            clock::get,
            stop);
    thread.start();
  }

  private void run() {
    try (Lease lease =
        new Lease(this::heartbeat, Duration.ofSeconds(2), sweep::progress, this::lost)) {
      sweep.run(lease);
      end.complete(sweep.progress());
    } catch (InterruptedException | RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private @Nullable String heartbeat(Progress progress) {
    if (leaseEnd == null) {
      lastHeartbeat = progress;
    }
    return leaseEnd;
  }

  private void lost() {
    leaseLost.countDown();
    thread.interrupt();
  }

  /** Temporal gives the shard to another; returns when the sweep's lease knows. */
  void loseLease() {
    leaseEnd = "the activity is to be canceled";
    try {
      leaseLost.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks often, as most is done soon. */
  static ConditionFactory awaiting() {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }

  /** Lets time pass, for the overlap and for runs that are postponed. */
  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** Waits until all has been looked at again, by the present time. */
  void awaitRounds() {
    int lists = temporal.lists();
    awaiting().until(() -> temporal.lists() > lists + 2);
  }

  /** What Temporal knows of it. */
  Progress lastHeartbeat() {
    return lastHeartbeat;
  }

  void requestStop() {
    stop.set();
  }

  /** Ends it as a worker that stops does. */
  Progress stop() {
    requestStop();
    return end();
  }

  /** What it hands on, when it has ended. */
  Progress end() {
    return end.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws InterruptedException {
    stop.set();
    thread.interrupt();
    thread.join();
  }
}
