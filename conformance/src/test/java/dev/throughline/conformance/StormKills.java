package dev.throughline.conformance;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Kills a service every few seconds: the API, two worker services, of which one hosts the recorder,
 * or a worker of a user's own. Now and then the backend is away for a while.
 */
final class StormKills implements AutoCloseable {
  private static final int SHORTEST_PAUSE_MILLIS = 1500;
  private static final int LONGEST_PAUSE_MILLIS = 4500;
  private static final List<Fault> FAULTS = List.of(Fault.DOWN, Fault.HANGING, Fault.SLOW);

  /** One of so many kills finds the backend away; two kills later it is back. */
  private static final int KILLS_PER_FAULT = 6;

  private final OtlpBackend backend;
  private final Random random;
  private final List<StormVictim> victims;
  private final CountDownLatch over = new CountDownLatch(1);
  private final FutureTask<Integer> kills = new FutureTask<>(this::kill);
  private final Thread thread = new Thread(kills, "storm-kills");

  /** Starts the services, and does not wait for them. */
  StormKills(Cluster cluster, Random random) throws Exception {
    this.backend = cluster.traces();
    this.random = random;
    this.victims =
        List.of(
            new StormVictim(() -> cluster.beginApi()::kill9),
            new StormVictim(() -> cluster.beginWorker()::kill9),
            new StormVictim(() -> cluster.beginWorker()::kill9),
            new StormVictim(() -> ShapesWorker.start(cluster)::kill9));
  }

  /** Returns how many services there are. */
  int services() {
    return victims.size();
  }

  /** Begins to kill. */
  void begin() {
    thread.start();
  }

  private int kill() throws Exception {
    int count = 0;
    while (!over.await(
        random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
      victims.get(random.nextInt(victims.size())).restart();
      switch (count++ % KILLS_PER_FAULT) {
        case 1 -> backend.setFault(FAULTS.get(random.nextInt(FAULTS.size())));
        case 3 -> backend.setFault(Fault.NONE);
        default -> {}
      }
    }
    backend.setFault(Fault.NONE);
    return count;
  }

  /** Leaves the services alone, and the backend there, and returns how many kills there were. */
  int end() throws InterruptedException, ExecutionException {
    over.countDown();
    return kills.get();
  }

  @Override
  public void close() throws InterruptedException {
    over.countDown();
    thread.join();
    for (StormVictim victim : victims) {
      victim.close();
    }
  }
}
