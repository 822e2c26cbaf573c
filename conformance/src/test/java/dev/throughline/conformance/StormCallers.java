package dev.throughline.conformance;

import static java.net.HttpURLConnection.HTTP_GATEWAY_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_UNAVAILABLE;
import static org.awaitility.Awaitility.await;

import dev.throughline.tracing.DurableTracing;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Who starts runs in a storm: some through the API, which they ask again until it answers, some
 * with a traced client of their own.
 */
final class StormCallers implements AutoCloseable {
  private static final int THREADS = 8;
  private static final long MILLIS_BETWEEN_STARTS = 250;
  private static final int LATER_MILLIS = 3000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(300);

  private final Cluster cluster;
  private final DurableTracing tracing;
  private final WorkflowClient client;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
  private final Queue<Future<?>> futures = new ConcurrentLinkedQueue<>();
  private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Random random;

  StormCallers(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.tracing =
        DurableTracing.builder()
            .addSpanProcessor(
                ShapesWorker.journal(
                    cluster.directory().resolve("callers"), cluster.traces().httpEndpoint()))
            .build();
    this.client =
        WorkflowClient.newInstance(
            cluster.temporal().service(),
            WorkflowClientOptions.newBuilder().setPlugins(tracing).build());
  }

  /** Starts so many runs, at a steady pace, and returns when Temporal has all of them. */
  void start(int runs) throws InterruptedException, ExecutionException {
    List<StormKind> all = List.of(StormKind.values());
    List<StormKind> kinds = random.ints(runs, 0, all.size()).mapToObj(all::get).toList();
    for (int i = 0; i < runs; i++) {
      StormKind kind = kinds.get(i);
      schedule(() -> kind.start(this), i * MILLIS_BETWEEN_STARTS);
    }
    for (Future<?> next = futures.poll(); next != null; next = futures.poll()) {
      next.get();
    }
  }

  private void schedule(Runnable action, long delayMillis) {
    futures.add(threads.schedule(action, delayMillis, TimeUnit.MILLISECONDS));
  }

  /** Asks the API until it has accepted. */
  void ask(String path, String json) {
    await().atMost(PATIENCE).pollInterval(BETWEEN_REQUESTS).until(() -> isAccepted(path, json));
  }

  private boolean isAccepted(String path, String json) throws InterruptedException {
    try {
      Answer answer = cluster.post(path, json);
      if (answer.status() != HTTP_UNAVAILABLE && answer.status() != HTTP_GATEWAY_TIMEOUT) {
        jobs.add(Job.accepted(answer));
        return true;
      }
      unanswered.incrementAndGet();
    } catch (ConnectException notThere) {
      // It has not heard.
    } catch (IOException cutOff) {
      unanswered.incrementAndGet();
    }
    return false;
  }

  WorkflowStub run(String type, Object... arguments) {
    WorkflowStub run = stub(type, options -> options);
    run.start(arguments);
    return run;
  }

  /** A run that is not started. */
  WorkflowStub stub(String type, UnaryOperator<WorkflowOptions.Builder> more) {
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(type + "-" + UUID.randomUUID())
            .setTaskQueue(ShapesWorker.TASK_QUEUE);
    return client.newUntypedWorkflowStub(type, more.apply(options).build());
  }

  /** Does something to a run after a while, if the run is still there. */
  void later(WorkflowStub run, Consumer<WorkflowStub> action) {
    schedule(
        () -> {
          try {
            action.accept(run);
          } catch (WorkflowNotFoundException closed) {
            // Its activity has failed: workers were killed too often.
          }
        },
        random.nextInt(LATER_MILLIS));
  }

  /** Returns the runs that the API has said are started. */
  Collection<Job> jobs() {
    return List.copyOf(jobs);
  }

  /** Returns how many requests may have started a run, or not: the API died, or did not know. */
  int unanswered() {
    return unanswered.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    tracing.close();
  }
}
