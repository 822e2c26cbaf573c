package dev.throughline.benchmarks.journal;

import dev.throughline.journal.SpanJournal;
import dev.throughline.journal.Sync;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How fast ready-made spans get into a journal. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class AppendBenchmark {
  @Param public Sync sync;

  private final List<SpanData> spans = RunActivitySpans.readyMade(1_000);
  private RunFolder folder;
  private LosslessJournal journal;

  @Setup
  public void open() throws IOException {
    folder = RunFolder.create();
    journal = new LosslessJournal(SpanJournal.builder(folder.path()).setSync(sync));
  }

  @TearDown
  public void close() throws IOException {
    try {
      journal.close();
    } finally {
      folder.close();
    }
  }

  /** Which of the spans is a thread's next. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next = ThreadLocalRandom.current().nextInt(1_000);

    int next() {
      next = (next + 1) % 1_000;
      return next;
    }
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void throughput(Cursor cursor) {
    journal.spans().add(spans.get(cursor.next()));
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void latency(Cursor cursor) {
    journal.spans().add(spans.get(cursor.next()));
  }
}
