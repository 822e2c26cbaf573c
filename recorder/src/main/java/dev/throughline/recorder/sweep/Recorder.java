package dev.throughline.recorder.sweep;

import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.ForeignRuns;
import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.recorder.io.RunHistories;
import io.opentelemetry.api.metrics.MeterProvider;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what event history tells of every closed run of a namespace: how it ended, its timers,
 * signals, updates and time-outs, and the anchors that no worker has written. Any number of
 * processes may have one. Temporal hosts the work, as a workflow for each shard with one long
 * activity: so one process at a time records a shard, and when it is killed another goes on, ten
 * seconds later, where the backend's acknowledgements end.
 *
 * <p>A run is recorded when the destination has acknowledged its spans, and then never again; but
 * what was acknowledged in the last moments before a kill comes twice, byte for byte. All runs that
 * the namespace still holds are recorded, also those that closed before there was a recorder.
 *
 * <p>Its own workflows have the type {@code throughline.Recorder} and make no spans.
 *
 * <p>Thread safety: all methods may be called by any thread. Failure: it waits for Temporal and for
 * the destination as long as they are away, and catches up. A history that cannot be read is
 * counted, reported in the log, and left out.
 */
public final class Recorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final String TASK_QUEUE = "throughline-recorder";
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(3);

  private final Stop stop = new Stop();
  private final RecorderMetrics metrics;
  private final WorkerFactory workers;
  private final Shards shards;
  private final Thread keeper = new Thread(this::keepGoing, "recorder-keeper");

  private Recorder(Builder builder) {
    this.metrics = new RecorderMetrics(builder.meters);
    // A client of its own: the recorder's work is not traced, and its data no user's codec's.
    WorkflowClient client =
        WorkflowClient.newInstance(
            builder.stubs,
            WorkflowClientOptions.newBuilder().setNamespace(builder.namespace).build());
    this.workers = WorkerFactory.newInstance(client);
    this.shards = new Shards(client, TASK_QUEUE, builder.shards);
    Worker worker =
        workers.newWorker(
            TASK_QUEUE,
            WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(builder.shards)
                .setMaxConcurrentWorkflowTaskPollers(2)
                .setMaxConcurrentActivityTaskPollers(1)
                .build());
    worker.registerWorkflowImplementationFactory(RecorderWorkflow.class, RecorderWorkflowImpl::new);
    RunRecording.Sources sources =
        new RunRecording.Sources(
            new RunHistories(builder.stubs, builder.namespace),
            new HistoryDerivation.Rules(
                builder.foreignRuns, HistoryDerivation.Scope.RECORDER, builder.sampleDerived),
            builder.destination);
    worker.registerActivitiesImplementations(
        new SweepActivityImpl(client, sources, metrics, builder.pace(), stop));
    keeper.setDaemon(true);
  }

  /**
   * Settings of a recorder.
   *
   * @param stubs stay the caller's
   * @param destination where spans go; all processes of a namespace need the same one
   */
  public static Builder builder(
      WorkflowServiceStubs stubs, String namespace, SpanDestination destination) {
    return new Builder(stubs, namespace, destination);
  }

  /** Begins, as soon as Temporal can be reached; returns at once. */
  public void start() {
    keeper.start();
  }

  private void keepGoing() {
    try {
      boolean begun = false;
      do {
        try {
          if (!begun) {
            workers.start();
            shards.replaceOthers();
            begun = true;
          }
          shards.ensure();
          stop.await(BETWEEN_LOOKS);
        } catch (RuntimeException e) {
          log.warn("Cannot see to the recorder, trying again: {}", e.toString());
          stop.await(BETWEEN_TRIES);
        }
      } while (!stop.isSet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Hands over to another process: what is acknowledged is told to Temporal. Waits a few seconds at
   * most.
   */
  @Override
  public void close() {
    stop.set();
    keeper.interrupt();
    workers.shutdown();
    workers.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    if (!workers.isTerminated()) {
      workers.shutdownNow();
      workers.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    }
    metrics.close();
  }

  /** Settings of a {@link Recorder}; each has a default. */
  public static final class Builder {
    private static final Duration TURN = Duration.ofHours(1);

    private final WorkflowServiceStubs stubs;
    private final String namespace;
    private final SpanDestination destination;
    private ForeignRuns foreignRuns = ForeignRuns.FULL;
    private Predicate<String> sampleDerived = traceId -> true;
    private int shards = 1;
    private int readers = 2;
    private Duration interval = Duration.ofSeconds(1);
    private Duration overlap = Duration.ofMinutes(1);
    private MeterProvider meters = MeterProvider.noop();

    private Builder(WorkflowServiceStubs stubs, String namespace, SpanDestination destination) {
      this.stubs = stubs;
      this.namespace = namespace;
      this.destination = destination;
    }

    /** How much is written of runs on workers without Throughline; default: all of it. */
    public Builder setForeignRuns(ForeignRuns foreignRuns) {
      this.foreignRuns = foreignRuns;
      return this;
    }

    /**
     * Decides for the derived trace ids of runs that no header decides for; must answer as the
     * workers do. Default: all are sampled.
     */
    public Builder setSampleDerived(Predicate<String> sampleDerived) {
      this.sampleDerived = sampleDerived;
      return this;
    }

    /**
     * Into how many parts the namespace's workflows are divided, each recorded by one process at a
     * time; default: 1. All processes need the same number; the last that was started decides.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,000
     */
    public Builder setShards(int shards) {
      if (shards < 1 || shards > 1_000) {
        throw new IllegalArgumentException("shards must be from 1 to 1,000, but is " + shards);
      }
      this.shards = shards;
      return this;
    }

    /**
     * How many histories of a shard are read at once; default: 2.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder setReaders(int readers) {
      if (readers < 1) {
        throw new IllegalArgumentException("readers must be at least 1, but is " + readers);
      }
      this.readers = readers;
      return this;
    }

    /** How long to wait between looks for closed runs; default: one second. */
    public Builder setInterval(Duration interval) {
      this.interval = positive(interval, "interval");
      return this;
    }

    /**
     * How much later than a run closes visibility may show it, while Temporal answers, and how much
     * its hosts' clocks may differ; default: one minute. A run that is shown later is not recorded.
     */
    public Builder setOverlap(Duration overlap) {
      this.overlap = positive(overlap, "overlap");
      return this;
    }

    /** Where the recorder's metrics go; default: nowhere. */
    public Builder setMeterProvider(MeterProvider meters) {
      this.meters = meters;
      return this;
    }

    public Recorder build() {
      return new Recorder(this);
    }

    private Sweep.Pace pace() {
      return new Sweep.Pace(interval, overlap, readers, TURN);
    }

    private static Duration positive(Duration duration, String name) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(name + " must be more than zero, but is " + duration);
      }
      return duration;
    }
  }
}
