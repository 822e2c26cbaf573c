package dev.throughline.journal;

import dev.throughline.journal.otlp.OtlpEndpoint;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A span processor that keeps spans on disk from the moment that they begin until an OTLP backend
 * has acknowledged them. What it has is not lost when the process is killed, nor when the backend
 * is away: a later process that opens the same directory goes on, and ends the spans that were
 * open, with status ERROR {@code interrupted} and the attribute {@code
 * throughline.interrupted=true}.
 *
 * <pre>{@code
 * SpanJournal journal =
 *     SpanJournal.builder(Path.of("journal"))
 *         .exportTo(OtlpHttpSpanExporter.builder().setEndpoint("http://localhost:4318/v1/traces"))
 *         .build();
 * SdkTracerProvider tracers = SdkTracerProvider.builder().addSpanProcessor(journal).build();
 * }</pre>
 *
 * <p>Spans go out in the order in which they were written, those without a duration first, and
 * again if the backend's acknowledgement was lost, byte for byte. Spans that are not sampled cost
 * nothing.
 *
 * <p>Thread safety: all methods may be called from any thread. An append never waits for the
 * network, and for the disk at most a quarter of a second. Failure: nothing here throws into the
 * application; spans that cannot be kept are counted by {@code throughline.journal.dropped}, and
 * {@link #problem()} tells why.
 */
public final class SpanJournal implements SpanProcessor {
  private static final Logger log = LoggerFactory.getLogger(SpanJournal.class);

  private final Keeper keeper;
  private final SpanLog spans;
  private final JournalMetrics metrics;
  private final JournalThreads threads;

  private SpanJournal(Builder builder) {
    JournalFiles files = new JournalFiles(builder.directory);
    OtlpEndpoint endpoint = builder.endpoint;
    this.metrics = new JournalMetrics(builder.meters);
    Keeper.Limits limits =
        new Keeper.Limits(
            builder.maxSize,
            builder.segmentSize,
            builder.sync,
            builder.syncInterval,
            endpoint != null);
    Retention retention = new Retention(files, builder.retain);
    Orphans orphans = new Orphans(files, retention, metrics);
    this.keeper = new Keeper(files, limits, retention, orphans, metrics);
    this.spans = keeper.spans();
    Exporter.Pace pace =
        new Exporter.Pace(
            builder.exportDelay.toNanos(), builder.maxBatchSpans, builder.maxBatchBytes);
    RejectedSpans rejected = new RejectedSpans(files.rejected());
    Exporter exporter =
        endpoint == null
            ? null
            : new Exporter(endpoint::send, keeper::backlogs, pace, rejected, metrics);
    Consumer<BooleanSupplier> adoption =
        endpoint == null ? stopped -> orphans.keepWithin(builder.maxSize) : orphans::adopt;
    this.threads =
        new JournalThreads(
            keeper, adoption, endpoint, exporter, builder.stopTimeout, metrics::close);
  }

  /**
   * Settings of a journal.
   *
   * @param directory shared by any number of processes of one machine; made if it is missing
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {
    if (span.getSpanContext().isSampled()) {
      safely(() -> spans.begin(span));
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      safely(() -> spans.end(span.toSpanData()));
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /**
   * Adds a span that was never a live one. One without a duration overtakes those that have one.
   *
   * @return whether it is on disk, or not sampled; else it was dropped and counted
   */
  public boolean add(SpanData span) {
    try {
      return !span.getSpanContext().isSampled() || spans.add(span);
    } catch (RuntimeException e) {
      unreadable(e);
      return false;
    }
  }

  /** The same for a caller who comes again with a span that there is no room for now. */
  Offered offer(SpanData span) {
    try {
      return span.getSpanContext().isSampled() ? spans.offer(span) : Offered.KEPT;
    } catch (RuntimeException e) {
      unreadable(e);
      return Offered.NEVER;
    }
  }

  private void safely(Runnable append) {
    try {
      append.run();
    } catch (RuntimeException e) {
      unreadable(e);
    }
  }

  /** A span that is somebody's own kind of span data must not fail the application. */
  private void unreadable(RuntimeException e) {
    metrics.dropped(Drop.UNREADABLE, 1);
    log.warn("A span is not kept", e);
  }

  /** Why spans are not kept, in words for a health check; null if they are. */
  public @Nullable String problem() {
    return keeper.problem();
  }

  /** Succeeds when the backend has all that is in the journal now; without one, at once. */
  @Override
  public CompletableResultCode forceFlush() {
    return threads.flush();
  }

  /**
   * Exports what it can within the time limit, and leaves the rest on disk for the next process.
   * Spans that end later are dropped; those still open are closed by the next process.
   */
  @Override
  public CompletableResultCode shutdown() {
    return threads.stop();
  }

  /** Settings of {@link SpanJournal}; each has a default. */
  public static final class Builder {
    private static final int SMALLEST_SEGMENT = 1 << 16;
    private static final int LARGEST_SEGMENT = 1 << 30;

    private final Path directory;
    private @Nullable OtlpEndpoint endpoint;
    private Sync sync = Sync.NEVER;
    private Duration syncInterval = Duration.ofSeconds(1);
    private long maxSize = 1L << 30;
    private int segmentSize = 4 << 20;
    private @Nullable Duration retain;
    private Duration exportDelay = Duration.ofSeconds(1);
    private int maxBatchSpans = 512;
    private int maxBatchBytes = 1 << 20;
    private Duration stopTimeout = Duration.ofSeconds(5);
    private MeterProvider meters = MeterProvider.noop();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /**
     * Exports over OTLP/HTTP to the endpoint, with the headers, compression, time limits and TLS of
     * the settings. Retries are the journal's own. Without an endpoint, spans stay in the journal,
     * the oldest making room for the newest.
     */
    public Builder exportTo(OtlpHttpSpanExporterBuilder settings) {
      this.endpoint = OtlpEndpoint.of(settings);
      return this;
    }

    /** The same over OTLP/gRPC. */
    public Builder exportTo(OtlpGrpcSpanExporterBuilder settings) {
      this.endpoint = OtlpEndpoint.of(settings);
      return this;
    }

    /** When the disk is forced, which matters when the power fails; default: {@link Sync#NEVER}. */
    public Builder setSync(Sync sync) {
      this.sync = sync;
      return this;
    }

    /** How often {@link Sync#INTERVAL} forces; default: one second. */
    public Builder setSyncInterval(Duration interval) {
      this.syncInterval = positive(interval, "syncInterval");
      return this;
    }

    /**
     * The most that may be on disk, in bytes, of spans that wait and those retained; default: 1
     * GiB. When that much waits for the backend, new spans are dropped.
     */
    public Builder setMaxSize(long bytes) {
      this.maxSize = bytes;
      return this;
    }

    /**
     * How large one segment file is, in bytes; default: 4 MiB. Two are on disk always, and a span
     * that is larger than one is dropped.
     */
    public Builder setSegmentSize(int bytes) {
      if (bytes < SMALLEST_SEGMENT || bytes > LARGEST_SEGMENT) {
        throw new IllegalArgumentException(
            "segmentSize must be from 64 KiB to 1 GiB, but is " + bytes + " bytes");
      }
      this.segmentSize = bytes;
      return this;
    }

    /** How long acknowledged spans stay readable, by {@link JournalReader}; default: not at all. */
    public Builder setRetain(Duration retain) {
      this.retain = positive(retain, "retain");
      return this;
    }

    /** How long a span waits for others to be exported with; default: one second. */
    public Builder setExportDelay(Duration delay) {
      this.exportDelay = positive(delay, "exportDelay");
      return this;
    }

    /** The most spans of one request; default: 512. */
    public Builder setMaxBatchSpans(int spans) {
      this.maxBatchSpans = positive(spans, "maxBatchSpans");
      return this;
    }

    /**
     * The most bytes of one request, before compression; default: 1 MiB. A larger span goes alone.
     * gRPC servers take 4 MiB.
     */
    public Builder setMaxBatchBytes(int bytes) {
      this.maxBatchBytes = positive(bytes, "maxBatchBytes");
      return this;
    }

    /** How long {@link SpanJournal#shutdown()} goes on exporting; default: five seconds. */
    public Builder setStopTimeout(Duration timeout) {
      this.stopTimeout = positive(timeout, "stopTimeout");
      return this;
    }

    /** Where the journal's metrics go; default: nowhere. */
    public Builder setMeterProvider(MeterProvider meters) {
      this.meters = meters;
      return this;
    }

    /**
     * Opens the journal, and begins to take over what processes that are gone have left. It does
     * not fail for what is in the directory, nor for a disk that takes nothing: {@link
     * SpanJournal#problem()} tells.
     *
     * @throws IllegalArgumentException if the directory is a file, or the size is less than four
     *     segments
     */
    public SpanJournal build() {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new IllegalArgumentException(
            "The journal's directory is a file: " + directory + "; name another directory");
      }
      if (maxSize < 4L * segmentSize) {
        throw new IllegalArgumentException(
            "maxSize must be at least four segments of "
                + segmentSize
                + " bytes, but is "
                + maxSize);
      }
      SpanJournal journal = new SpanJournal(this);
      journal.threads.start();
      return journal;
    }

    private static int positive(int number, String name) {
      if (number < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, but is " + number);
      }
      return number;
    }

    private static Duration positive(Duration duration, String name) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(name + " must be more than zero, but is " + duration);
      }
      return duration;
    }
  }
}
