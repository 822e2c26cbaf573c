package dev.throughline.benchmarks.journal;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a span costs the thread that makes it: start, five attributes, end. */
public class SpanLifeBenchmark {
  private static final Context PARENT = RunActivitySpans.remoteParent();
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  private static final String[] URLS =
      IntStream.range(0, 1_000)
          .mapToObj(order -> "http://inventory:8080/orders/" + order + "/items")
          .toArray(String[]::new);

  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Sampled {
    @Param public SpanPath path;

    private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();
    private TracedProcess process;

    @Setup
    public void start() throws IOException {
      process = new TracedProcess(path, Sampler.alwaysOn());
    }

    @TearDown
    public void stop() throws IOException {
      process.stop(workers.stream().mapToLong(worker -> worker.ended).sum());
    }
  }

  /** A thread that makes spans, and how many it has made. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Worker {
    private Tracer tracer;
    private long ended;

    @Setup
    public void join(Sampled sampled) {
      tracer = sampled.process.tracer();
      sampled.workers.add(this);
    }
  }

  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up
  public static class Unsampled {
    @Param({"JOURNAL", "NONE"})
    public SpanPath path;

    private TracedProcess process;
    private Tracer tracer;

    @Setup
    public void start() throws IOException {
      process = new TracedProcess(path, Sampler.alwaysOff());
      tracer = process.tracer();
    }

    @TearDown
    public void stop() throws IOException {
      process.stop(0);
    }
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void throughput(Worker worker) {
    live(worker.tracer, worker.ended++);
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void latency(Worker worker) {
    live(worker.tracer, worker.ended++);
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public Span unsampled(Unsampled unsampled) {
    return live(unsampled.tracer, 0);
  }

  private static Span live(Tracer tracer, long number) {
    Span span =
        tracer
            .spanBuilder("GET inventory")
            .setParent(PARENT)
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    span.setAttribute(METHOD, "GET");
    span.setAttribute(ADDRESS, "inventory");
    span.setAttribute(PORT, 8080L);
    span.setAttribute(URL, URLS[(int) (number % URLS.length)]);
    span.setAttribute(STATUS, 200L);
    span.end();
    return span;
  }
}
