package dev.throughline.benchmarks.journal;

import com.sun.management.OperatingSystemMXBean;
import dev.throughline.journal.SpanJournal;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;

/** The process that finds a backlog when it starts, and exports it. */
final class BacklogExporter {
  private BacklogExporter() {}

  /**
   * Exports until it is told to stop.
   *
   * @param args the journal's directory, its size limit, the endpoint
   */
  public static void main(String[] args) throws IOException {
    HeapInUse heap = HeapInUse.watch();
    SpanJournal.Builder settings =
        SpanJournal.builder(Path.of(args[0]))
            .setMaxSize(Long.parseLong(args[1]))
            .exportTo(OtlpHttpSpanExporter.builder().setEndpoint(args[2]));
    System.out.println("building " + Instant.now());
    try (LosslessJournal journal = new LosslessJournal(settings)) {
      ChildJvm.await();
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    System.out.println("cpu " + system.getProcessCpuTime());
    System.out.println("heap " + heap.highest());
  }
}
