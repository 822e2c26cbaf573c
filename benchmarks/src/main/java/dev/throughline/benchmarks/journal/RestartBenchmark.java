package dev.throughline.benchmarks.journal;

import dev.throughline.benchmarks.journal.SpanReceiver.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that finds the backlog of one that was killed: how soon it exports, how fast, and what
 * that takes. Its heap is limited to 64 MiB.
 */
final class RestartBenchmark {
  private static final List<String> SMALL_HEAP = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

  private RestartBenchmark() {}

  /**
   * Measures once.
   *
   * @param args how many spans; default: 1,000,000
   */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    try (RunFolder folder = RunFolder.create()) {
      leaveBacklog(folder.path(), count);
      System.out.printf("backlog: %,d spans, %,d MiB on disk%n", count, folder.size() >> 20);
      export(folder.path(), count);
    }
  }

  private static void leaveBacklog(Path journal, int count) throws IOException {
    try (ChildJvm writer =
        new ChildJvm(BacklogWriter.class, List.of(), journal, maxSize(count), count)) {
      writer.read("written");
    }
  }

  private static void export(Path journal, int count) throws Exception {
    try (SpanReceiver receiver = new SpanReceiver(count);
        ChildJvm exporter =
            new ChildJvm(
                BacklogExporter.class, SMALL_HEAP, journal, maxSize(count), receiver.endpoint())) {
      Instant building = Instant.parse(exporter.read("building"));
      Received received = received(receiver, exporter);
      exporter.goOn();
      double first = seconds(Duration.between(building, received.firstRequest()));
      double last = seconds(Duration.between(building, received.lastAnswer()));
      Duration processorTime = Duration.ofNanos(Long.parseLong(exporter.read("cpu")));
      double heap = Long.parseLong(exporter.read("heap")) / (double) (1 << 20);
      System.out.printf("first request after: %.2f s%n", first);
      System.out.printf("all acknowledged after: %.2f s, %,.0f spans/s%n", last, count / last);
      System.out.printf("repeats: %,d%n", received.repeats());
      System.out.printf("processor time: %.2f s%n", seconds(processorTime));
      System.out.printf("heap in use after collections, at most: %.1f of 64 MiB%n", heap);
    }
  }

  private static Received received(SpanReceiver receiver, ChildJvm exporter) throws Exception {
    CompletableFuture<Received> death =
        exporter
            .ended()
            .thenApply(
                ended -> {
                  throw new IllegalStateException("The exporter has died.");
                });
    return receiver.received().applyToEither(death, it -> it).get(5, TimeUnit.MINUTES);
  }

  /** More than a span can take, so that none is dropped. */
  private static long maxSize(int count) {
    return 4_096L * count + (64 << 20);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1_000_000_000.0;
  }
}
